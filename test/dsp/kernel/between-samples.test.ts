import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { staged } from './staged.ts';

const TAPS = 8;
const LEAD = TAPS / 2 - 1;
const HEADROOM = 2.5;
const NEAR = 0.7;
const ROWS = [whiteNoise(TAPS, 0.5, 1), whiteNoise(TAPS, 0.5, 2), whiteNoise(TAPS, 0.5, 3)];

const between = (signal: Float32Array, n: number, row: Float32Array): number =>
  Math.abs(row.reduce((sum, weight, j) => sum + weight * signal[n - LEAD + j], 0));

/** The plain twin, four places at a time as the kernel takes them, so that it skips the same. */
function plainPeak(signal: Float32Array, first: number, count: number, peak: number, isDense: boolean): number {
  let highest = peak;
  for (let group = first; group < first + count; group += 4) {
    const places = [group, group + 1, group + 2, group + 3];
    const larger = Math.max(...places.map((n) => Math.max(Math.abs(signal[n]), Math.abs(signal[n + 1]))));
    if (larger <= highest / HEADROOM) continue;
    const halfway = Math.max(...places.map((n) => between(signal, n, ROWS[0])));
    highest = Math.max(highest, halfway);
    if (isDense || Math.max(larger, halfway) <= NEAR * highest) continue;
    highest = Math.max(highest, ...places.flatMap((n) => [between(signal, n, ROWS[1]), between(signal, n, ROWS[2])]));
  }
  return highest;
}

test('the peak between samples is that of the plain twin, whatever is known before, in loud and in quiet stretches', () => {
  const [first, count] = [16, 160];
  const rows = staged(ROWS.flatMap((row) => Array.from(row)));
  for (const seed of [1, 2, 3, 4, 5])
    for (const peak of [0, 0.6, 1.1, 2.4])
      for (const isDense of [false, true]) {
        const signal = whiteNoise(200, 1, seed).map((x, n) => (n > 60 && n < 110 ? x / 20 : x));
        const quarters = isDense ? 0 : rows.pointer + 4 * TAPS;
        const pointer = staged(signal).pointer + 4 * first;
        const found = kernels.peakBetweenSamples(pointer, count, rows.pointer, quarters, TAPS, HEADROOM, NEAR, peak);
        const expected = plainPeak(signal, first, count, peak, isDense);
        assert.ok(Math.abs(found - expected) < 1e-6, `${found} instead of ${expected}`);
      }
});
