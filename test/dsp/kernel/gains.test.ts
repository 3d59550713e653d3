import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

const signal = whiteNoise(400, 0.8, 5);
const { fround } = Math;

test('gain, offset and average are those of the plain twins, bit for bit', () => {
  const [gain, offset] = [fround(0.3), fround(0.01)];
  const louder = staged(signal);
  kernels.scaled(louder.pointer, 400, gain);
  assert.deepEqual(
    louder.view,
    signal.map((x) => x * gain),
  );
  const level = staged(signal);
  kernels.shifted(level.pointer, 400, offset);
  assert.deepEqual(
    level.view,
    signal.map((x) => x - offset),
  );
  const right = whiteNoise(400, 0.8, 6);
  const average = room(400);
  kernels.average(staged(signal).pointer, staged(right).pointer, 400, average.pointer);
  assert.deepEqual(
    average.view,
    signal.map((x, n) => fround(x + right[n]) / 2),
  );
});

test('a ramp of gains and a bow of offsets are those of the plain twins within rounding', () => {
  const ramp = staged(signal);
  kernels.ramped(ramp.pointer, 400, 2, -0.004);
  const bow = staged(signal);
  kernels.bowed(bow.pointer, 400, 100, 600, 1e-6);
  for (let i = 0; i < 400; i++) {
    assert.ok(Math.abs(ramp.view[i] - signal[i] * (2 - 0.004 * i)) < 1e-6);
    assert.ok(Math.abs(bow.view[i] - (signal[i] - 1e-6 * (100 + i) * (500 - i))) < 1e-6);
  }
});

test('a swell is that of the plain twin within rounding, with silence at both ends, whichever of its samples is the first', () => {
  const [last, peak] = [399, 150];
  const swell = staged(signal);
  for (const first of [0, 240])
    kernels.swelled(swell.pointer + 4 * first, first === 0 ? 240 : 160, first, last, 1 / peak, 1 / (last - peak));
  for (let i = 0; i < 400; i++) {
    const t = i <= peak ? i / peak : (last - i) / (last - peak);
    assert.ok(Math.abs(swell.view[i] - signal[i] * t * t * (3 - 2 * t)) < 1e-6, `${i}`);
  }
  assert.deepEqual([swell.view[0], swell.view[399]].map(Math.abs), [0, 0]);
});
