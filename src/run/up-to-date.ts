/** Whether a tree is what it would be made again: the keys of select and collect, and a look at folders instead of at every file. */
import { dirname, join } from 'node:path';
import { COLLECT_VERSION } from '../../stages/collect.ts';
import { sha256 } from '../cache/digest.ts';
import { stampOf } from '../export/stamp.ts';
import type { LedgerTrack } from '../plan/ledger.ts';
import type { Survey } from './survey.ts';
import type { Tree } from './trees.ts';

/** Of surveys whose key was asked for: the library is large, and trees and counts ask again. */
const selectKeys = new WeakMap<Survey, string>();

/** Digest of what select chose from and of its choice. */
export function selectKeyOf(survey: Survey): string {
  const key = selectKeys.get(survey) ?? sha256(JSON.stringify([survey.catalog, survey.selection]));
  selectKeys.set(survey, key);
  return key;
}

/** Of entries that have been digested: they are looked at once for the tree and once for the track. */
const entryDigests = new WeakMap<LedgerTrack, string>();

/** Digest of all that a track of the tree is made of. */
export function entryDigest(entry: LedgerTrack): string {
  const known = entryDigests.get(entry) ?? sha256(JSON.stringify(inOrder(entry)));
  entryDigests.set(entry, known);
  return known;
}

/** Digest of everything collect makes the tree from. */
export function collectKeyOf(tree: Tree, tracks: Readonly<Record<string, LedgerTrack>>, survey: Survey): string {
  const entries = Object.values(tracks)
    .sort((a, b) => (a.track.id < b.track.id ? -1 : 1))
    .map(entryDigest);
  return sha256(
    JSON.stringify([
      COLLECT_VERSION,
      tree.profile.name,
      tree.profile.baseDigest,
      entries,
      selectKeyOf(survey),
      survey.rejected,
    ]),
  );
}

/** Whatever was settled last. */
const inOrder = ({ kinds, errors, autoRejectGrades = {}, own = {}, ...entry }: LedgerTrack): readonly unknown[] => [
  entry,
  ...[kinds, errors, autoRejectGrades, own].map((named) => Object.entries(named).sort(([a], [b]) => (a < b ? -1 : 1))),
];

/** Folder of a tree → its mtimeNs when all our files in it were as they should be. */
export type SeenFolders = Readonly<Record<string, string>>;

/**
 * What was seen of the folders of a tree that is as it was left and would be made the same again; null of any other. Where somebody put or removed
 * something, our files are looked at one by one.
 */
export function seenUpToDate({ folder, ledger }: Tree, collectKey: string): SeenFolders | null {
  if (ledger.collectKey !== collectKey) return null;
  const seen: Record<string, string> = {};
  const touched = new Set<string>();
  for (const [name, mtimeNs] of Object.entries(ledger.folders)) {
    seen[name] = stampOf(join(folder, name))?.mtimeNs ?? '';
    if (seen[name] !== mtimeNs) touched.add(name);
  }
  if (touched.size === 0) return seen;
  const areOurs = Object.entries(ledger.files).every(([path, { sizeBytes, mtimeNs }]) => {
    if (!touched.has(dirname(path))) return true;
    const stamp = stampOf(join(folder, path));
    return stamp?.isFile === true && stamp.sizeBytes === sizeBytes && stamp.mtimeNs === mtimeNs;
  });
  return areOurs ? seen : null;
}
