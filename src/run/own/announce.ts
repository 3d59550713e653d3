/** Counts and announces what became, or in a dry run would become, of the actions of own stages. */
import type { ActionStatus } from '../../event.ts';
import type { Failure } from '../../failure.ts';
import type { OwnStage } from '../../pipeline/pipeline.ts';
import { failureText } from '../../report/failure.ts';
import type { SettleInput } from '../build-context.ts';
import type { CountedAction } from '../tally.ts';
import type { DecidedOwn } from './decide-own.ts';
import type { OwnLook } from './plan-own.ts';

type Named = Pick<DecidedOwn, 'stage' | 'profileName' | 'track' | 'file'>;

const counted = ({ stage, profileName, track, file }: Named): CountedAction => ({
  stage: stage.name,
  name: `${profileName} ${track.id} ${file ?? ''}`,
});

/** `outcome` is null for what did not have to run. */
export function announceOwn(
  action: DecidedOwn,
  outcome: { readonly failure: Failure | null; readonly skipped: boolean } | null,
  elapsedMs: number,
  input: SettleInput,
): void {
  const failure = outcome?.failure ?? null;
  // The next look tells what becomes of it.
  if (failure?.reason === 'object-damaged' || (failure?.reason === 'source-changed' && !input.state.isLast)) return;
  const isNews = input.state.tally.count(counted(action), statusOf(action, outcome), elapsedMs);
  if (!isNews || action.decision === 'up-to-date') return;
  const stopped = outcome?.skipped ? 'the build was stopped' : action.reason;
  tell(action, statusOf(action, outcome), failure ? failureText(failure) : stopped, elapsedMs, failure, input);
}

function statusOf(
  { decision }: DecidedOwn,
  outcome: { readonly failure: Failure | null; readonly skipped: boolean } | null,
): ActionStatus {
  if (outcome === null) return decision === 'restore' ? 'restored' : 'up-to-date';
  if (outcome.failure) return 'failed';
  return outcome.skipped ? 'skipped' : 'ran';
}

function tell(
  { stage, track, profileName, file }: Named,
  status: ActionStatus,
  reason: string,
  elapsedMs: number,
  failure: Failure | null,
  { world }: SettleInput,
): void {
  world.emit({
    event: 'action',
    stage: stage.name,
    status,
    reason,
    elapsedMs: Math.round(elapsedMs),
    track: track.slug,
    profile: profileName,
    ...(file === null ? {} : { file }),
    ...(failure === null ? {} : { failure }),
  });
}

/** A dry run's answer. */
export function announceLook({ planned }: OwnLook, input: SettleInput): void {
  const { state } = input;
  for (const { stage, profileName, actions, waiting } of planned) {
    for (const action of actions) {
      const isDone = action.decision === 'up-to-date';
      state.tally.count(counted(action), isDone ? 'up-to-date' : 'skipped');
      const would = action.decision === 'restore' ? 'would be restored' : 'would run';
      if (!isDone) tell(action, 'skipped', `dry run: ${would}: ${action.reason}`, 0, null, input);
    }
    for (const track of waiting) {
      const action = { stage, track, profileName, file: null };
      state.tally.count(counted(action), 'skipped');
      tell(action, 'skipped', `dry run: ${waitingText(stage)}`, 0, null, input);
    }
  }
}

/** What those make is not known before they have run, so neither is what must be done with it. */
export const waitingText = ({ needs }: OwnStage): string => `takes what ${needs.join(' and ')} will make`;
