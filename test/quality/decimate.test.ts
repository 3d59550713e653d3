import assert from 'node:assert/strict';
import { it } from 'node:test';
import { decimate } from '../../src/quality/decimate.ts';
import { rmsOf, sine, whiteNoise } from '../dsp/signals.ts';

it('a tone below the search rate keeps its samples, one far above is gone', () => {
  const low = sine(500, 44100, 44100);
  const thin = decimate(low, 4);
  assert.equal(thin.length, 11025);
  for (let n = 10; n < thin.length - 10; n++) assert.ok(Math.abs(thin[n] - low[4 * n]) < 0.02);
  assert.ok(rmsOf(decimate(sine(9000, 44100, 44100), 4).subarray(10, -10)) < 0.02);
});

it('a constant stays, whatever the factor and the length', () => {
  for (const factor of [2, 4, 9, 17])
    for (const length of [factor, 100, 5000, 70001]) {
      const thin = decimate(new Float32Array(length).fill(0.5), factor);
      assert.equal(thin.length, Math.floor(length / factor));
      assert.ok(thin.subarray(4, -4).every((sample) => Math.abs(sample - 0.5) < 1e-6));
    }
});

it('factor 1 is the signal itself', () => {
  const signal = whiteNoise(100);
  assert.equal(decimate(signal, 1), signal);
});
