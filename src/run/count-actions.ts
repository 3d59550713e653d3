/** Counts and announces what became of each action: the catalog, the selection, the renders. Knows nothing of how it came about. */
import type { ActionStatus } from '../event.ts';
import type { Failure } from '../failure.ts';
import { stageIdentity } from '../pipeline/pipeline.ts';
import type { DecidedAction } from '../plan/decide.ts';
import { failureText } from '../report/failure.ts';
import type { SettleInput } from './build-context.ts';
import type { Outcomes } from './render-jobs.ts';
import type { CountedAction } from './tally.ts';
import { selectKeyOf } from './up-to-date.ts';

/** What the pipeline calls the stage of that identity. */
export const stageName = ({ pipeline }: SettleInput, identity: string): string =>
  pipeline.stages.find((stage) => stageIdentity(stage) === identity)?.name ?? identity;

/** What became of an action that the look at the library carries out. */
export interface SurveyedAction {
  readonly action: CountedAction;
  readonly status: Exclude<ActionStatus, 'skipped'>;
  readonly reason: string;
  readonly elapsedMs: number;
  /** Slug of a track that is selected. */
  readonly track?: string;
}

export function surveyedActions({ survey, trees, options }: SettleInput): SurveyedAction[] {
  const known = new Set(trees.flatMap(({ ledger }) => ledger.catalogKeys));
  const slugOf = new Map(survey.selection.selected.map((track) => [track.relPath, track.slug]));
  const newReason = options.force.has('catalog') ? 'forced' : 'new or re-tagged';
  const cataloged = survey.catalogActions.map(({ track, key, cached, elapsedMs }): SurveyedAction => {
    const slug = slugOf.get(track.relPath);
    return {
      action: { stage: 'catalog', name: track.relPath },
      status: !cached ? 'ran' : known.has(key) ? 'up-to-date' : 'restored',
      reason: cached ? 'known from an earlier build' : newReason,
      elapsedMs,
      ...(slug === undefined ? {} : { track: slug }),
    };
  });
  const failed = Array.from(survey.failures, ([relPath, failure]): SurveyedAction => {
    const reason = failureText(failure);
    return { action: { stage: 'catalog', name: relPath }, status: 'failed', reason, elapsedMs: 0 };
  });
  const selectKey = selectKeyOf(survey);
  const isKnown = trees.every(({ ledger }) => ledger.selectKey === selectKey);
  const select: SurveyedAction = {
    action: { stage: 'select', name: '' },
    status: isKnown ? 'up-to-date' : 'ran',
    reason: 'the catalog or the rules changed',
    elapsedMs: 0,
  };
  return [...cataloged, ...failed, select];
}

export function countSurveyed(actions: readonly SurveyedAction[], input: SettleInput): void {
  for (const { action, status, reason, elapsedMs, track } of actions) {
    if (!input.state.tally.count(action, status, elapsedMs) || status === 'up-to-date') continue;
    input.world.emit({
      event: 'action',
      stage: stageName(input, action.stage),
      status,
      reason,
      elapsedMs: Math.round(elapsedMs),
      ...(track === undefined ? {} : { track }),
    });
  }
}

export const countedRender = ({ profileName, track, kind }: DecidedAction): CountedAction => ({
  stage: 'render',
  name: `${profileName} ${track.id} ${kind}`,
});

export function countRenders(input: SettleInput, outcomes: Outcomes): void {
  const { trees, state, world } = input;
  const counted = new Set<string>();
  for (const action of trees.flatMap((tree) => tree.actions)) {
    const outcome = outcomes.get(action.key);
    if (outcome?.failure?.reason === 'source-changed' && !state.isLast) continue; // the next round will tell
    const status = statusOf(action.decision, outcome);
    const isTwin = counted.has(action.key);
    const isNews = state.tally.count(countedRender(action), status, isTwin ? 0 : outcome?.elapsedMs);
    if (outcome && !isTwin) state.tally.addBytes(outcome.bytes);
    counted.add(action.key);
    if (status !== 'restored' || !isNews) continue;
    const { track, kind, profileName, reason } = action;
    world.emit({
      event: 'action',
      stage: stageName(input, 'render'),
      status,
      track: track.slug,
      kind,
      profile: profileName,
      reason,
      elapsedMs: 0,
    });
  }
}

function statusOf(
  decision: 'up-to-date' | 'restore' | 'stale',
  outcome: { failure: Failure | null; skipped: boolean } | undefined,
): ActionStatus {
  if (decision === 'up-to-date') return 'up-to-date';
  if (decision === 'restore') return 'restored';
  if (!outcome || outcome.skipped) return 'skipped';
  return outcome.failure ? 'failed' : 'ran';
}
