/**
 * Removes what no last build needs: results that no ledger names (and what was heard of tracks for none of those), objects that no kept result
 * names, leftovers of killed builds.
 */
import { rmSync, statSync } from 'node:fs';
import { hearingKey } from '../plan/hearing.ts';
import { keysOfTrack, type Ledger } from '../plan/ledger.ts';
import { isDamagedIndex, listIndexes, readIndex } from './index-file.ts';
import { cacheLayout } from './layout.ts';
import { type ActionResult, openDiskStore } from './store.ts';
import { filesIn, storedFiles } from './walk.ts';

export interface Collected {
  readonly removedFiles: number;
  readonly removedBytes: number;
  readonly keptFiles: number;
  readonly keptBytes: number;
}

/** The caller has the cache to itself, so nothing can begin to need what is removed. */
export function collectGarbage(root: string): Collected {
  const layout = cacheLayout(root);
  const names = listIndexes(root, 'export');
  const ledgers = names.flatMap((name) => readIndex<Ledger>(root, name) ?? []);
  // What a damaged or lost ledger needs is not known, so all of it may be needed; so may the results of a first build that was killed.
  const isBlind = names.length === 0 || names.some((name) => isDamagedIndex(root, name));
  const store = openDiskStore(root);
  const made = new Set(ledgers.flatMap(neededKeys));
  const heard = [...made].flatMap((key) => hearingKeys(store.readAction(key)));
  const keys = new Set([...made, ...heard]);
  const objects = new Set([...keys].flatMap((key) => store.readAction(key)?.objects ?? []));
  const all = [
    ...[...storedFiles(layout.actions)].map((file) => ({ ...file, needed: isBlind || keys.has(file.name) })),
    ...[...storedFiles(layout.objects)].map((file) => ({ ...file, needed: isBlind || objects.has(file.name) })),
    ...filesIn(layout.temporary).map((path) => ({
      path,
      sizeBytes: statSync(path, { throwIfNoEntry: false })?.size ?? 0,
      needed: false,
    })),
  ];
  const unneeded = all.filter(({ needed }) => !needed);
  for (const { path } of unneeded) rmSync(path, { recursive: true, force: true });
  const bytes = (files: readonly { sizeBytes: number }[]): number =>
    files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const kept = all.filter(({ needed }) => needed);
  return {
    removedFiles: unneeded.length,
    removedBytes: bytes(unneeded),
    keptFiles: kept.length,
    keptBytes: bytes(kept),
  };
}

/** What was heard of a track is needed as long as a texture is that was made from it. */
const hearingKeys = (result: ActionResult | null): string[] =>
  result?.stage === 'render' ? [hearingKey(result.fingerprint)] : [];

const neededKeys = ({ tracks, catalogKeys, reserved }: Ledger): string[] => [
  ...catalogKeys,
  ...reserved,
  ...Object.values(tracks).flatMap(keysOfTrack),
];
