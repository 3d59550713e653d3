import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { emptyDoubles, staged } from './staged.ts';

const STEP = 64;
const STEPS = 20;
const DAMPING = Math.SQRT2;
const WARPED = Float64Array.from({ length: STEPS + 1 }, (_, i) => 0.01 * 1.2 ** i);

/** The weights of the trapezoidal rule: of the band-pass state, of what drives it, and of what drives the low-pass. */
const weights = (g: number): number[] => {
  const twice = 2 / (1 + g * (g + DAMPING));
  return [twice - 1, twice * g, twice * g * g];
};

/** The plain twin, in float64: the low-pass and the band-pass are the means of their states before and after. */
function plainMoving(signal: Float32Array, isLowpass: boolean): Float64Array {
  let [state1, state2] = [0, 0];
  return Float64Array.from(signal, (input, n) => {
    const [from, to] = [weights(WARPED[Math.floor(n / STEP)]), weights(WARPED[Math.floor(n / STEP) + 1])];
    const [k1, k2, k3] = from.map((weight, i) => weight + ((to[i] - weight) * (n % STEP)) / STEP);
    const drive = input - state2;
    const [next1, next2] = [k1 * state1 + k2 * drive, state2 + k2 * state1 + k3 * drive];
    const [band, low] = [(state1 + next1) / 2, (state2 + next2) / 2];
    [state1, state2] = [next1, next2];
    return isLowpass ? low : input - DAMPING * band - low;
  });
}

for (const isLowpass of [true, false]) {
  test(`a moving ${isLowpass ? 'low-pass' : 'high-pass'} is that of the plain twin on both planes, in one go or in two`, () => {
    const planes = [whiteNoise(STEP * STEPS, 0.5, 1), whiteNoise(STEP * STEPS, 0.5, 2)];
    const cutoffs = emptyDoubles(STEPS + 1);
    cutoffs.view.set(WARPED);
    for (const first of [0, 8]) {
      const [left, right] = planes.map(staged);
      const state = emptyDoubles(4);
      for (const [from, steps] of [
        [0, first],
        [first, STEPS - first],
      ]) {
        const at = 4 * STEP * from;
        const pointers = [left.pointer + at, right.pointer + at] as const;
        kernels.filterMoving(...pointers, steps, STEP, cutoffs.pointer + 8 * from, DAMPING, isLowpass, state.pointer);
      }
      for (const [channel, { view }] of [left, right].entries()) {
        const plain = plainMoving(planes[channel], isLowpass);
        for (let n = 0; n < view.length; n++) assert.ok(Math.abs(view[n] - plain[n]) < 1e-6, `${channel} ${n}`);
      }
    }
  });
}
