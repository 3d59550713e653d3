import assert from 'node:assert/strict';
import { test } from 'node:test';
import { usualStep } from '../../src/dsp/steps.ts';
import { addAt, scaled, sine, whiteNoise } from './signals.ts';

/** By sorting all steps. */
function plainUsualStep(signal: Float32Array, share: number): number {
  const steps = Float32Array.from({ length: signal.length - 1 }, (_, n) => Math.abs(signal[n + 1] - signal[n])).sort();
  return steps[Math.min(steps.length - 1, Math.floor(share * steps.length))];
}

const bursts = scaled(whiteNoise(30000, 1, 4), 0.01);
addAt(bursts, whiteNoise(200, 1, 5), 12345);
addAt(bursts, whiteNoise(3, 1, 6), 29997);

test('the usual step is that of all steps sorted, exactly, at any share and length', () => {
  for (const signal of [whiteNoise(10001), sine(441, 44100, 44100), bursts, Float32Array.of(0.1, 0.5, 0.4)])
    for (const share of [0, 0.3, 0.5, 0.9, 0.999, 1])
      assert.equal(usualStep(signal, share), plainUsualStep(signal, share));
  for (const length of [2, 3, 64, 65, 66, 4095, 4096, 4097, 4098, 8193])
    assert.equal(usualStep(bursts.subarray(0, length), 0.999), plainUsualStep(bursts.subarray(0, length), 0.999));
});

test('silence, single samples and nothing have no step', () => {
  for (const length of [0, 1, 2, 5000]) assert.equal(usualStep(new Float32Array(length), 0.999), 0);
});
