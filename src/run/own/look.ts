/** What the own stages of each tree depend on and whether it is fresh, for commands that only look. */
import type { CacheStore } from '../../cache/store.ts';
import type { Failure } from '../../failure.ts';
import { isOwn, type Pipeline } from '../../pipeline/pipeline.ts';
import type { Scope } from '../../plan/scope.ts';
import { ok, type Result } from '../../result.ts';
import type { Examination } from '../examine.ts';
import { tracksAfter } from '../tracks-after.ts';
import { ownCodesOf } from './own-codes.ts';
import { lookAtOwnStages, type PlannedStage } from './plan-own.ts';

/** In the order of trees and stages. */
export async function examineOwnStages(
  pipeline: Pipeline,
  scope: Scope,
  { survey, trees }: Examination,
  store: CacheStore,
): Promise<Result<PlannedStage[], Failure>> {
  const codes = await ownCodesOf(pipeline, false);
  if (!codes.ok) return codes;
  const targets = new Set(pipeline.stages.filter(isOwn).map(({ name }) => name));
  const shared = {
    pipeline,
    codes: codes.value,
    store,
    distrusted: new Set<string>(),
    force: new Set<string>(),
    targets,
  };
  return ok(
    trees.flatMap((tree) => {
      const { tracks } = tracksAfter(tree, { survey, scope, prune: false }, new Map());
      const stale = tree.actions.filter(({ decision }) => decision === 'stale').map(({ key }) => key);
      return lookAtOwnStages(tracks, new Set(stale), { ...shared, tree }).planned;
    }),
  );
}
