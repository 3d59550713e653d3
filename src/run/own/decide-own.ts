/** What must be done for each action of an own stage, and why. Asks the cache, changes nothing. */
import type { CacheStore } from '../../cache/store.ts';
import { type Decision, RESULT_LOST } from '../../plan/decide.ts';
import { explainChange, type Fingerprint } from '../../plan/fingerprint.ts';
import type { OwnEntry } from '../../plan/ledger.ts';
import type { OwnAction } from '../../plan/own-actions.ts';
import { isWholeResult } from '../whole-result.ts';

export interface DecidedOwn extends OwnAction {
  readonly decision: Decision;
  readonly reason: string;
  /** What went wrong with the stage and track when it last ran; null when nothing did. */
  readonly lastError: string | null;
}

export interface OwnQuestions {
  readonly store: CacheStore;
  readonly distrusted: ReadonlySet<string>;
  /** Keys whose result will be there by then. */
  readonly pending: ReadonlySet<string>;
  readonly force: boolean;
}

export function decideOwn(action: OwnAction, last: OwnEntry | undefined, asked: OwnQuestions): DecidedOwn {
  const { store, distrusted, pending, force } = asked;
  const lastError = last?.error ?? null;
  const isOurs = last?.keys.includes(action.key) ?? false;
  const isThere = !distrusted.has(action.key) && store.hasAction(action.key);
  const isUsable = pending.has(action.key) || (isThere && (isOurs || isWholeResult(store, action.key)));
  if (isUsable && !force)
    return isOurs
      ? { ...action, lastError, decision: 'up-to-date', reason: 'nothing it depends on has changed' }
      : { ...action, lastError, decision: 'restore', reason: 'new here, in the cache already' };
  const why = isThere || isOurs ? RESULT_LOST : whyStale(action, last, store);
  return { ...action, lastError, decision: 'stale', reason: force ? 'forced' : why };
}

function whyStale(action: OwnAction, last: OwnEntry | undefined, store: CacheStore): string {
  const before = (last?.keys ?? []).flatMap((key) => store.readAction(key)?.fingerprint ?? []);
  const same = (last?.keys ?? [])
    .map((key) => store.readAction(key)?.fingerprint ?? [])
    .find((fingerprint) => takes(fingerprint, action));
  if (same) return explainChange(same, action.fingerprint).join('; ');
  return before.length > 0 ? 'new among what it takes' : 'never run';
}

/** Whether it is the fingerprint of an earlier action on the same file, or of the whole track. */
const takes = (fingerprint: Fingerprint, { file }: OwnAction): boolean =>
  fingerprint.length > 0 && (file === null || fingerprint.some(([name]) => name === `input ${file}`));
