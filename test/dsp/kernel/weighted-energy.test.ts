import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { Doubles, Floats } from '../../../src/dsp/kernel/memory.ts';
import { whiteNoise } from '../signals.ts';

/** The plain twin of the kernel: one channel, one statement a line of the recursion. */
function plainEnergy(signal: Float32Array, numbers: readonly number[]): number {
  const [b0, shelf1, shelf2, a1, a2, cut1, cut2, c1, c2] = numbers;
  let [s1, s2, t1, t2, energy] = [0, 0, 0, 0, 0];
  for (const x of signal) {
    const y = b0 * x + s1;
    const z = y + t1;
    [s1, s2] = [shelf1 * x + s2 - a1 * s1, shelf2 * x - a2 * s1];
    [t1, t2] = [cut1 * y + t2 - c1 * t1, cut2 * y - c2 * t1];
    energy += z * z;
  }
  return energy;
}

test('the weighted energy of two channels is that of its plain twin, bit for bit', () => {
  const numbers = [1.53, 0.12, -0.3, -1.69, 0.732, -0.01, 0.02, -1.99, 0.9901];
  const planes = [whiteNoise(3001, 0.7, 1), whiteNoise(3001, 0.7, 2)];
  const staged = planes.map((plane) => {
    const floats = new Floats(plane.length);
    floats.view.set(plane);
    return floats;
  });
  const coefficients = new Doubles(9);
  coefficients.view.set(numbers);
  const state = new Doubles(10);
  state.view.fill(0);
  const { pointer } = state;
  kernels.weightedEnergy(staged[0].pointer, staged[1].pointer, 3001, coefficients.pointer, pointer, pointer + 64);
  assert.deepEqual(
    Array.from(state.view.subarray(8)),
    planes.map((plane) => plainEnergy(plane, numbers)),
  );
});
