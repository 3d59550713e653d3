/** How far an estimated key or tempo is from the true one, in the words of the field. Knows nothing of how they are estimated. */
import type { Mode } from './harmony.ts';

export interface Key {
  readonly tonic: number;
  readonly mode: Mode;
}

export const KEY_VERDICTS = ['right', 'relative', 'fifth', 'parallel', 'wrong', 'none'] as const;
export type KeyVerdict = (typeof KEY_VERDICTS)[number];

/** As MIREX counts them; `fifth` is either neighbour on the circle of the same mode. */
export function keyVerdict(estimate: Key | null, truth: Key): KeyVerdict {
  if (estimate === null) return 'none';
  const interval = (((estimate.tonic - truth.tonic) % 12) + 12) % 12;
  if (estimate.mode === truth.mode)
    return interval === 0 ? 'right' : interval === 7 || interval === 5 ? 'fifth' : 'wrong';
  if (interval === 0) return 'parallel';
  return interval === (truth.mode === 'major' ? 9 : 3) ? 'relative' : 'wrong';
}

export const TEMPO_VERDICTS = ['right', 'half', 'double', 'other', 'none'] as const;
export type TempoVerdict = (typeof TEMPO_VERDICTS)[number];

/** `tolerance` is the share of the true tempo that an estimate may be off, 0.5 % unless told. */
export function tempoVerdict(bpm: number | null, trueBpm: number, tolerance = 0.005): TempoVerdict {
  if (bpm === null) return 'none';
  const isAbout = (target: number): boolean => Math.abs(bpm / target - 1) <= tolerance;
  if (isAbout(trueBpm)) return 'right';
  if (isAbout(trueBpm / 2)) return 'half';
  return isAbout(2 * trueBpm) ? 'double' : 'other';
}

/** Errors of the onsets that are found within `reachMs` of a true one, in ms (late is positive); how many true ones are missed, and how many found are extra. */
export function onsetErrors(
  found: ArrayLike<number>,
  truth: readonly number[],
  reachMs = 50,
): { readonly errorsMs: number[]; readonly missed: number; readonly extra: number } {
  const left = Array.from(found);
  const errorsMs = truth.flatMap((time) => {
    const offs = left.map((onset) => Math.abs(onset - time));
    const nearest = offs.indexOf(Math.min(...offs));
    if (nearest < 0 || offs[nearest] * 1000 > reachMs) return [];
    return [1000 * (left.splice(nearest, 1)[0] - time)];
  });
  return { errorsMs, missed: truth.length - errorsMs.length, extra: left.length };
}
