import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

const BINS = 1024;

const isPeak = (power: Float32Array, k: number): boolean =>
  k >= 2 &&
  k < power.length - 2 &&
  power[k] > power[k - 1] &&
  power[k] >= power[k + 1] &&
  power[k] > power[k - 2] &&
  power[k] >= power[k + 2];

/** The peak that each bin goes with: regions end after the lowest bin between two peaks. */
function plainRegions(power: Float32Array): number[] {
  const peaks = Array.from(power.keys()).filter((k) => isPeak(power, k));
  const owners: number[] = [];
  for (const [i, peak] of peaks.entries()) {
    const next = peaks[i + 1] ?? power.length;
    let end = peak;
    for (let k = peak + 1; k < next; k++) if (power[k] < power[end]) end = k;
    const to = i + 1 < peaks.length ? end + 1 : power.length;
    while (owners.length < to) owners.push(peak);
  }
  return owners;
}

test('what turned one spectrum into the next is the product with its conjugate, added to what was there', () => {
  const [now, before] = [whiteNoise(2 * BINS, 1, 1), whiteNoise(2 * BINS, 1, 2)];
  const [re, im] = [staged(new Float32Array(BINS).fill(0.5)), staged(new Float32Array(BINS).fill(-0.5))];
  kernels.addTurns(staged(now).pointer, staged(before).pointer, BINS, re.pointer, im.pointer);
  for (let k = 0; k < BINS; k++) {
    const [a, b, c, d] = [now[2 * k], now[2 * k + 1], before[2 * k], before[2 * k + 1]];
    assert.ok(Math.abs(re.view[k] - (0.5 + a * c + b * d)) < 1e-6);
    assert.ok(Math.abs(im.view[k] - (-0.5 + b * c - a * d)) < 1e-6);
  }
});

for (const { analysisHop, synthesisHop } of [
  { analysisHop: 341, synthesisHop: 1024 },
  { analysisHop: 1024, synthesisHop: 1024 },
  { analysisHop: 700, synthesisHop: 256 },
]) {
  test(`peaks and their regions turn as the plain phase arithmetic says, from hops of ${analysisHop} to ${synthesisHop}`, () => {
    const size = 4096;
    const power = whiteNoise(BINS, 1, 3).map(Math.abs);
    const [crossRe, crossIm] = [whiteNoise(BINS, 1, 4), whiteNoise(BINS, 1, 5)];
    const angles = whiteNoise(BINS, Math.PI, 6);
    const [newRe, newIm] = [room(BINS), room(BINS)];
    const any = kernels.lockPhases(
      staged(power).pointer,
      BINS,
      staged(crossRe).pointer,
      staged(crossIm).pointer,
      analysisHop / size,
      synthesisHop / analysisHop,
      staged(angles.map(Math.cos)).pointer,
      staged(angles.map(Math.sin)).pointer,
      newRe.pointer,
      newIm.pointer,
      room(2 * BINS + 16).pointer,
    );
    assert.ok(any);
    for (const [k, peak] of plainRegions(power).entries()) {
      const measured = Math.atan2(crossIm[peak], crossRe[peak]);
      const expected = (2 * Math.PI * peak * analysisHop) / size;
      const deviation = measured - expected;
      const frequency = (expected + deviation - 2 * Math.PI * Math.round(deviation / (2 * Math.PI))) / analysisHop;
      const angle = angles[peak] + frequency * synthesisHop - measured;
      assert.ok(Math.abs(newRe.view[k] - Math.cos(angle)) < 2e-6, `bin ${k}`);
      assert.ok(Math.abs(newIm.view[k] - Math.sin(angle)) < 2e-6, `bin ${k}`);
    }
  });
}

test('without a peak nothing is written', () => {
  const power = Float32Array.from({ length: BINS }, (_, k) => k);
  const silent = staged(new Float32Array(BINS)).pointer;
  const [re, im] = [room(BINS), room(BINS)];
  assert.ok(
    !kernels.lockPhases(
      staged(power).pointer,
      BINS,
      silent,
      silent,
      0.1,
      3,
      silent,
      silent,
      re.pointer,
      im.pointer,
      room(2 * BINS + 16).pointer,
    ),
  );
  assert.ok(re.view.every(Number.isNaN));
});
