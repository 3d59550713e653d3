/**
 * The outcome of something that can go wrong in a foreseen way. A `Failure` is a value: it is returned, never thrown,
 * so that one bad file cannot end a run. Thrown errors are bugs.
 */
import type { Failure } from './failure.ts';

export type Result<T, E = Failure> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly failure: E };

export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });
export const err = <E>(failure: E): Result<never, E> => ({ ok: false, failure });
