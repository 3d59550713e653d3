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

export function countSurvey(input: SettleInput): void {
  const { survey, state, world, trees, options } = input;
  const known = new Set(trees.flatMap(({ ledger }) => ledger.catalogKeys));
  const note = (action: CountedAction, outcome: ActionStatus, why: string, elapsedMs: number, track?: string): void => {
    const isPreview = options.dryRun && (outcome === 'ran' || outcome === 'restored');
    const status = isPreview ? 'skipped' : outcome;
    const reason = isPreview ? `dry run: ${why}` : why;
    if (!state.tally.count(action, status, elapsedMs) || status === 'up-to-date') return;
    world.emit({
      event: 'action',
      stage: stageName(input, action.stage),
      status,
      reason,
      elapsedMs: Math.round(elapsedMs),
      ...(track === undefined ? {} : { track }),
    });
  };
  const slugOf = new Map(survey.selection.selected.map((track) => [track.relPath, track.slug]));
  for (const { track, key, cached, elapsedMs } of survey.catalogActions) {
    const status = !cached ? 'ran' : known.has(key) ? 'up-to-date' : 'restored';
    note(
      { stage: 'catalog', name: track.relPath },
      status,
      cached ? 'known from an earlier build' : 'new or re-tagged',
      elapsedMs,
      slugOf.get(track.relPath),
    );
  }
  for (const [relPath, failure] of survey.failures)
    note({ stage: 'catalog', name: relPath }, 'failed', failureText(failure), 0);
  const selectKey = selectKeyOf(survey);
  const isKnown = trees.every(({ ledger }) => ledger.selectKey === selectKey);
  note({ stage: 'select', name: '' }, isKnown ? 'up-to-date' : 'ran', 'the catalog or the rules changed', 0);
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
    const isNews = state.tally.count(countedRender(action), status, outcome?.elapsedMs);
    if (outcome && !counted.has(action.key)) state.tally.addBytes(outcome.bytes);
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
