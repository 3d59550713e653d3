import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { Doubles } from '../../../src/dsp/kernel/memory.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

const signal = whiteNoise(2000, 0.8, 5);
const { pointer } = staged(signal);

test('the largest magnitude is that of the plain twin, at every place and on either side', () => {
  for (const at of [0, 1, 2, 3, 999, 1998, 1999])
    for (const value of [0.9, -0.9]) {
      const louder = signal.slice();
      louder[at] = value;
      assert.equal(kernels.largestMagnitude(staged(louder).pointer, 2000), Math.fround(0.9));
    }
});

test('energies of windows of any length are those of the plain twin within 1e-6', () => {
  for (const frames of [1, 3, 4, 255, 256, 257, 666, 1999]) {
    const windows = Math.floor(2000 / frames);
    const energies = new Doubles(windows);
    kernels.windowEnergies(pointer, frames, windows, energies.pointer);
    for (let w = 0; w < windows; w++) {
      const plain = signal.subarray(w * frames, (w + 1) * frames).reduce((sum, x) => sum + x * x, 0);
      assert.ok(Math.abs(energies.view[w] - plain) <= 1e-6 * plain, `${energies.view[w]} instead of ${plain}`);
    }
  }
});

test('sums of a pair are added to those before, in float64', () => {
  const right = whiteNoise(2000, 0.8, 6);
  const sums = new Doubles(5);
  sums.view.set([1, 2, 3, 4, 5]);
  kernels.addPairSums(pointer, staged(right).pointer, 2000, sums.pointer);
  const plain = (term: (l: number, r: number) => number) => signal.reduce((sum, l, n) => sum + term(l, right[n]), 0);
  const expected = [
    1 + plain((l) => l),
    2 + plain((_, r) => r),
    3 + plain((l) => l * l),
    4 + plain((_, r) => r * r),
    5 + plain((l, r) => l * r),
  ];
  for (const [i, value] of expected.entries()) assert.ok(Math.abs(sums.view[i] - value) < 1e-10);
});

test('the largest step into each block is that of the plain twin, the first from the sample before', () => {
  const [size, blocks] = [20, 9];
  const largest = room(blocks);
  kernels.largestSteps(pointer + 4 * 7, size, blocks, largest.pointer);
  for (let b = 0; b < blocks; b++) {
    const steps = Array.from({ length: size }, (_, i) => 7 + b * size + i).map((n) =>
      Math.fround(Math.abs(signal[n] - signal[n - 1])),
    );
    assert.equal(largest.view[b], Math.max(...steps));
  }
});
