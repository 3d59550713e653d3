/** What a dry run tells of one action, and the telling. */
import type { ActionEvent, Would } from '../event.ts';
import type { DecidedAction, Decision } from '../plan/decide.ts';
import { dryRunReason } from '../report/would.ts';
import type { SettleInput } from './build-context.ts';
import type { CountedAction } from './tally.ts';

export interface Preview {
  readonly action: CountedAction;
  /** Null where it is up to date. */
  readonly would: Would | null;
  /** As its event has it; the reason without the words of a dry run. */
  readonly event: Omit<ActionEvent, 'event' | 'status' | 'elapsedMs'>;
  /** Of an action that renders. */
  readonly render?: DecidedAction;
}

/** What a build would do about an action on which it decides so. */
export const wouldOf = (decision: Decision): Would | null =>
  decision === 'up-to-date' ? null : decision === 'restore' ? 'restore' : 'run';

/** Counts as skipped what would be done. */
export function announcePreviews(previews: readonly Preview[], { state, world }: SettleInput): void {
  for (const { action, would, event } of previews) {
    state.tally.count(action, would === null ? 'up-to-date' : 'skipped');
    if (would === null) continue;
    const reason = dryRunReason(would, event.reason);
    world.emit({ event: 'action', status: 'skipped', elapsedMs: 0, ...event, reason });
  }
}
