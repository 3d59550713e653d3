/**
 * What must be done for each action, and why. Pure: what the cache and the last build hold is asked through two questions. The reasons are made
 * from the same fingerprints as the keys.
 */
import { explainChange, type Fingerprint } from './fingerprint.ts';
import type { Ledger, LedgerTrack } from './ledger.ts';
import type { RenderAction } from './render-actions.ts';

export type Decision =
  /** The tree was made from this very action. */
  | 'up-to-date'
  /** The cache has the result, the tree does not. */
  | 'restore'
  /** It has to run. */
  | 'stale';

export interface DecidedAction extends RenderAction {
  readonly decision: Decision;
  readonly reason: string;
}

export interface KnownResults {
  /** Whether the cache holds a result under this key; costs next to nothing. */
  readonly has: (key: string) => boolean;
  /** Whether a result that it holds can be used, with all that it refers to. */
  readonly isWhole: (key: string) => boolean;
  /** The fingerprint kept with a result, for explanations. */
  readonly fingerprintOf: (key: string) => Fingerprint | null;
}

export function decide(
  actions: readonly RenderAction[],
  ledger: Ledger,
  known: KnownResults,
  force: boolean,
): DecidedAction[] {
  const byPath = new Map(Object.values(ledger.tracks).map((entry) => [entry.track.relPath, entry]));
  return actions.map((action) => {
    const before = ledger.tracks[action.track.id] ?? byPath.get(action.track.relPath);
    const { track, kind, profileName, values, fingerprint, key } = action;
    const { decision, reason } = decideOne(action, before, known, force);
    return { track, kind, profileName, values, fingerprint, key, decision, reason };
  });
}

/** Of what ran before. */
export const RESULT_LOST = 'its result is gone from the cache or damaged';

function decideOne(action: RenderAction, before: LedgerTrack | undefined, known: KnownResults, force: boolean) {
  const lastKey = before?.kinds[action.kind];
  if (force) return { decision: 'stale', reason: 'forced' } as const;
  const isThere = known.has(action.key);
  if (isThere && lastKey === action.key)
    return { decision: 'up-to-date', reason: 'nothing it depends on has changed' } as const;
  if (!isThere) return { decision: 'stale', reason: whyStale(action, lastKey, known) } as const;
  if (!known.isWhole(action.key)) return { decision: 'stale', reason: RESULT_LOST } as const;
  return {
    decision: 'restore',
    reason: lastKey === undefined ? 'new here, in the cache already' : whyStale(action, lastKey, known),
  } as const;
}

function whyStale(action: RenderAction, lastKey: string | undefined, known: KnownResults): string {
  if (lastKey === undefined) return 'never rendered';
  if (lastKey === action.key) return RESULT_LOST;
  const last = known.fingerprintOf(lastKey);
  return last === null ? 'changed since the last build' : explainChange(last, action.fingerprint).join('; ');
}
