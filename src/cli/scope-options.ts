/** The options that say which tracks and kinds a command is about. */
import { nearestHint } from '../pipeline/did-you-mean.ts';
import type { Scope } from '../plan/scope.ts';
import { err, ok, type Result } from '../result.ts';
import { KINDS, type Kind } from '../texture/kinds.ts';

export interface ScopeOptions {
  readonly only?: readonly string[];
  readonly kind?: readonly string[];
  readonly startIndex: number;
  readonly count?: number;
}

export function scopeOf(options: ScopeOptions): Result<Scope> {
  const kinds = options.kind ?? [];
  const unknown = kinds.find((kind) => !(KINDS as readonly string[]).includes(kind));
  if (unknown !== undefined) {
    const message = `--kind ${unknown}: there is no such kind; the kinds are ${KINDS.join(', ')}`;
    const hint = nearestHint(unknown, KINDS);
    return err({ reason: 'usage', message, ...(hint === undefined ? {} : { hint }) });
  }
  const chosen = KINDS.filter((kind: Kind) => kinds.length === 0 || kinds.includes(kind));
  return ok({ only: options.only ?? [], kinds: chosen, startIndex: options.startIndex, count: options.count ?? null });
}
