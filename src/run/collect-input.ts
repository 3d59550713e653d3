/** Gathers what collect makes a tree from: the cached results of its tracks, the survey, the profile. Writes nothing. */
import { type CollectInput, renderVerdicts } from '../../stages/collect.ts';
import type { CacheStore } from '../cache/store.ts';
import type { TreeTrack } from '../document/tree.ts';
import type { LedgerTrack } from '../plan/ledger.ts';
import type { OwnResult } from '../plan/own-actions.ts';
import type { KindResult } from '../texture/record.ts';
import type { Survey } from './survey.ts';
import type { Tree } from './trees.ts';

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

export function collectInput(tree: Tree, survey: Survey, tracks: readonly TreeTrack[]): CollectInput {
  const verdicts = renderVerdicts(tracks, 'render');
  return {
    profile: tree.profile.name,
    values: tree.profile.base,
    profileDigest: tree.profile.baseDigest,
    catalog: survey.catalog,
    selected: survey.selection.selected,
    rejected: [...survey.rejected, ...verdicts],
    tracks,
  };
}
