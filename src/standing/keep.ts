/** Where standing records lie: in the cache's index, named by what was asked. The oldest go when there are many. */
import { existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from '../cache/atomic-file.ts';
import { cacheLayout } from '../cache/layout.ts';
import { decodeRecord, encodeRecord, type StandingRecord } from './record.ts';

/** Somebody goes to and fro between a few sets of options. */
const KEPT_RECORDS = 8;

const PREFIX = 'standing-';
const pathOf = (cacheFolder: string, request: string): string =>
  join(cacheLayout(cacheFolder).index, `${PREFIX}${request.slice(0, 16)}`);

/** Null where there is none, or none that can be read: it only ever saves time. */
export function readStanding(cacheFolder: string, request: string): StandingRecord | null {
  try {
    const record = decodeRecord(readFileSync(pathOf(cacheFolder, request)));
    return record?.request === request ? record : null;
  } catch {
    return null;
  }
}

export function writeStanding(cacheFolder: string, record: StandingRecord): void {
  writeFileAtomically(pathOf(cacheFolder, record.request), encodeRecord(record), cacheLayout(cacheFolder).temporary);
  const byAge = standingRecords(cacheFolder)
    .map((path) => ({ path, mtimeMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  for (const { path } of byAge.slice(KEPT_RECORDS)) rmSync(path, { force: true });
}

function standingRecords(cacheFolder: string): string[] {
  const { index } = cacheLayout(cacheFolder);
  if (!existsSync(index)) return [];
  return readdirSync(index)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => join(index, name));
}

/** For whoever takes damage out of the cache: what stood on it stands no more. */
export function forgetStanding(cacheFolder: string): void {
  for (const path of standingRecords(cacheFolder)) rmSync(path, { force: true });
}
