/** Reads the cached results of the tracks of a tree. Writes nothing. */
import type { CacheStore } from '../cache/store.ts';
import type { TreeTrack } from '../document/tree.ts';
import type { LedgerTrack } from '../plan/ledger.ts';
import type { OwnResult } from '../plan/own-actions.ts';
import type { KindResult } from '../texture/record.ts';

/** The tracks with their results, and the keys of results that the cache does not have. */
export function readResults(tracks: Readonly<Record<string, LedgerTrack>>, store: CacheStore) {
  const incomplete: string[] = [];
  const read = Object.values(tracks).map((entry): TreeTrack => {
    const { track, kinds, errors, autoRejectGrades = {}, own = {} } = entry;
    const results = Object.entries(kinds).flatMap(([kind, key]) => {
      const result = store.readAction<KindResult>(key);
      if (result === null) incomplete.push(key);
      return result === null ? [] : [[kind, result.value] as const];
    });
    const ownFiles = Object.entries(own).map(([stage, { keys, error }]) => {
      const results = keys.map((key) => store.readAction<OwnResult>(key));
      incomplete.push(...keys.filter((_, index) => results[index] === null));
      return { stage, error, files: results.flatMap((result) => result?.value.files ?? []) };
    });
    return { track, results: Object.fromEntries(results), errors, autoRejectGrades, own: ownFiles };
  });
  return { tracks: read, incomplete };
}
