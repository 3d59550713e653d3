/** Finds a standing record and holds it against the disk, with a stat for each path that it watches. */
import { type BigIntStats, lstatSync, realpathSync } from 'node:fs';
import { readStandingFile } from '../cache/standing-file.ts';
import { decodeRecord, type StandingRecord, type WatchedGroup } from './record.ts';

type Figures = Pick<BigIntStats, 'size' | 'mtimeNs' | 'ctimeNs' | 'ino'>;

/** What is said of a path where there is nothing. */
const NOTHING: Figures = { size: 0n, mtimeNs: 0n, ctimeNs: 0n, ino: 0n };

/** The figures of a path in the order of a group's stamps. Links are not followed. */
export function figuresOf(path: string, figures: 1 | 4): bigint[] {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? NOTHING;
  return figures === 1 ? [stats.mtimeNs] : [stats.size, stats.mtimeNs, stats.ctimeNs, stats.ino];
}

/** The record of such a request, or null where there is none that can be read: it only ever saves time. */
export function readStanding(cacheFolder: string, request: string): StandingRecord | null {
  try {
    const bytes = readStandingFile(cacheFolder, request);
    const record = bytes === null ? null : decodeRecord(bytes);
    return record?.request === request ? record : null;
  } catch {
    // A cache that cannot be read is a matter for the build, which will say so.
    return null;
  }
}

/** False as soon as anything differs, or cannot be looked at. */
export function stands({ links, groups }: StandingRecord): boolean {
  try {
    return links.every(({ named, real }) => realpathSync(named) === real) && groups.every(groupStands);
  } catch {
    // Gone, or not to be looked at today: whoever looks properly will say what it is.
    return false;
  }
}

const isSame = ({ size, mtimeNs, ctimeNs, ino }: Figures, stamps: BigUint64Array, at: number): boolean =>
  mtimeNs === stamps[at + 1] && size === stamps[at] && ctimeNs === stamps[at + 2] && ino === stamps[at + 3];

/** Without an array for each path: there may be hundreds of thousands. */
function groupStands({ folder, names, figures, stamps }: WatchedGroup): boolean {
  for (let i = 0; i < names.length; i++) {
    const path = names[i] === '' ? folder : `${folder}/${names[i]}`;
    const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? NOTHING;
    const stands = figures === 1 ? stats.mtimeNs === stamps[i] : isSame(stats, stamps, 4 * i);
    if (!stands) return false;
  }
  return true;
}
