/** Counts and announces what became of the actions of own stages. */
import type { ActionStatus } from '../../event.ts';
import type { Failure } from '../../failure.ts';
import { failureText } from '../../report/failure.ts';
import type { SettleInput } from '../build-context.ts';
import type { CountedAction } from '../tally.ts';
import type { DecidedOwn } from './decide-own.ts';

type NamedOwn = Pick<DecidedOwn, 'stage' | 'profileName' | 'track' | 'file'>;

export const countedOwn = ({ stage, profileName, track, file }: NamedOwn): CountedAction => ({
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
  const isNews = input.state.tally.count(countedOwn(action), statusOf(action, outcome), elapsedMs);
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
  { stage, track, profileName, file }: NamedOwn,
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
