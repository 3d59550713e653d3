/** Puts signals where kernels read them. */
import { Doubles, Floats } from '../../../src/dsp/kernel/memory.ts';

export function staged(signal: ArrayLike<number>): Floats {
  const floats = new Floats(signal.length);
  floats.view.set(signal);
  return floats;
}

/** Room for `length` float32, filled with what no kernel may leave there. */
export const room = (length: number): Floats => staged(new Float32Array(length).fill(Number.NaN));

/** Room for `length` float64 that a kernel writes, all 0. */
export function emptyDoubles(length: number): Doubles {
  const doubles = new Doubles(length);
  doubles.view.fill(0);
  return doubles;
}

/** Whether two numbers are within `share` of the larger one. */
export const isNear = (a: number, b: number, share: number): boolean =>
  Math.abs(a - b) <= share * Math.max(Math.abs(a), Math.abs(b), 1e-30);
