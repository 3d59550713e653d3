import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

const BINS = 12;
const single = Math.fround;

test('the powers of complex numbers are added, rounded to float32 at each step', () => {
  const [spectrum, before] = [whiteNoise(2 * BINS, 1, 1), whiteNoise(BINS, 1, 2)];
  const power = staged(before);
  kernels.addPower(staged(spectrum).pointer, BINS, power.pointer);
  const expected = before.map((value, k) => {
    const squares = single(single(spectrum[2 * k] ** 2) + single(spectrum[2 * k + 1] ** 2));
    return single(value + squares);
  });
  assert.deepEqual(power.view, expected);
});

test('a share is the part of the wanted in the sum, and a half where there is neither', () => {
  const wanted = whiteNoise(BINS, 1, 3).map(Math.abs);
  const other = whiteNoise(BINS, 1, 4).map(Math.abs);
  wanted[5] = 0;
  other[5] = 0;
  wanted[7] = 0;
  const share = room(BINS);
  kernels.shareOf(staged(wanted).pointer, staged(other).pointer, BINS, share.pointer);
  const expected = wanted.map((value, k) => (k === 5 ? 0.5 : single(value / single(value + other[k]))));
  assert.deepEqual(share.view, expected);
});

test('both parts of a complex number are multiplied by the share of its bin', () => {
  const [spectrum, share] = [whiteNoise(2 * BINS, 1, 5), whiteNoise(BINS, 1, 6)];
  const masked = room(2 * BINS);
  kernels.applyShare(staged(spectrum).pointer, staged(share).pointer, BINS, masked.pointer);
  assert.deepEqual(
    masked.view,
    spectrum.map((value, i) => value * share[i >> 1]),
  );
});

test('shares of noise are twice those of hits, up to all, and no magnitude is above so many times the mean around', () => {
  const [power, before] = [6, 7].map((seed) => whiteNoise(BINS, 1, seed).map(Math.abs));
  power[4] = 9;
  const [reach, most] = [3, 1.5];
  const share = staged(before);
  kernels.noisyShare(staged(power).pointer, BINS, reach, most, room(BINS).pointer, share.pointer);
  const raised = before.map((value) => Math.min(1, 2 * value));
  const magnitudes = power.map((value, k) => single(single(Math.sqrt(value)) * raised[k]));
  const expected = raised.map((value, k) => {
    const around = magnitudes.subarray(Math.max(0, k - reach), k + reach + 1);
    const limit = (most * around.reduce((sum, magnitude) => sum + magnitude, 0)) / around.length;
    return magnitudes[k] > limit ? (value * limit) / magnitudes[k] : value;
  });
  for (let k = 0; k < BINS; k++) assert.ok(Math.abs(share.view[k] - expected[k]) < 1e-6, `bin ${k}`);
  assert.ok(expected.some((value, k) => value < raised[k]) && expected.some((value, k) => value === raised[k]));
});
