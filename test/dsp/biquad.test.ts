import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BiquadCoefficients,
  designBandpass,
  designHighpass,
  designHighShelf,
  designLowpass,
  designLowShelf,
  filterLoop,
  filterOneShot,
} from '../../src/dsp/biquad.ts';
import { sine, whiteNoise } from './signals.ts';

const RATE_HZ = 44100;

/** |H| in dB on the unit circle, from the transfer function itself. */
function responseDb({ b0, b1, b2, a1, a2 }: BiquadCoefficients, hz: number): number {
  const w = (2 * Math.PI * hz) / RATE_HZ;
  const magnitude = (c0: number, c1: number, c2: number): number =>
    Math.hypot(c0 + c1 * Math.cos(w) + c2 * Math.cos(2 * w), c1 * Math.sin(w) + c2 * Math.sin(2 * w));
  return 20 * Math.log10(magnitude(b0, b1, b2) / magnitude(1, a1, a2));
}

const near = (actual: number, expected: number, tolerance: number): void =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} instead of ${expected}`);

test('low-pass and high-pass are 3 dB down at their cutoff and mirror each other', () => {
  near(responseDb(designLowpass(1000, Math.SQRT1_2, RATE_HZ), 1000), -3.01, 0.01);
  near(responseDb(designHighpass(1000, Math.SQRT1_2, RATE_HZ), 1000), -3.01, 0.01);
  near(responseDb(designLowpass(1000, Math.SQRT1_2, RATE_HZ), 20), 0, 0.01);
  near(responseDb(designHighpass(1000, Math.SQRT1_2, RATE_HZ), 20000), 0, 0.01);
  near(responseDb(designLowpass(1000, Math.SQRT1_2, RATE_HZ), 4000), -24.3, 0.5);
});

test('a band-pass has 0 dB at its centre and −3 dB at the edges of its width', () => {
  const band = designBandpass(1000, 2, RATE_HZ);
  near(responseDb(band, 1000), 0, 0.001);
  near(responseDb(band, 1000 * (Math.sqrt(1 + 1 / 16) + 0.25)), -3.01, 0.05);
});

test('shelves reach their gain on their side, half of it at their frequency, nothing on the other', () => {
  near(responseDb(designHighShelf(2000, 6, RATE_HZ), 20000), 6, 0.05);
  near(responseDb(designHighShelf(2000, 6, RATE_HZ), 2000), 3, 0.05);
  near(responseDb(designHighShelf(2000, 6, RATE_HZ), 50), 0, 0.05);
  near(responseDb(designLowShelf(200, -9, RATE_HZ), 5), -9, 0.05);
  near(responseDb(designLowShelf(200, -9, RATE_HZ), 200), -4.5, 0.05);
  near(responseDb(designLowShelf(200, -9, RATE_HZ), 20000), 0, 0.05);
});

test('a cutoff at or above Nyquist is clamped below it and stays stable', () => {
  assert.deepEqual(designLowpass(30000, 1, RATE_HZ), designLowpass(0.49 * RATE_HZ, 1, RATE_HZ));
  const signal = whiteNoise(5000);
  filterOneShot([signal], [designLowpass(15000, 0.7, 8000), designHighShelf(90000, 6, 8000)]);
  assert.ok(signal.every((value) => Math.abs(value) < 10));
});

test('a filtered loop of whole periods is as seamless as it was', () => {
  const loop = sine(100, RATE_HZ, 441 * 20);
  filterLoop([loop], [designHighpass(150, 0.7, RATE_HZ), designLowpass(90, 2, RATE_HZ)]);
  for (let i = 0; i < 441; i++) near(loop[i], loop[i + 441 * 10], 1e-5);
});

test('frequencies, rates and q of 0 or less are range errors', () => {
  assert.throws(() => designLowpass(0, 1, RATE_HZ), RangeError);
  assert.throws(() => designLowpass(100, 0, RATE_HZ), RangeError);
  assert.throws(() => designHighShelf(100, 3, 0), RangeError);
});
