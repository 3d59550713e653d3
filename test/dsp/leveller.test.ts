import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelLoop } from '../../src/dsp/leveller.ts';
import { levelSpreadDb, withWidth } from '../../src/dsp/stereo-level.ts';
import { rmsOf, whiteNoise } from './signals.ts';

const RATE = 44100;

test('a tremolo of 12 dB is left with under 3 dB at strength 0.8', () => {
  const loop = whiteNoise(RATE * 2, 0.5).map((x, n) => x * 10 ** (-0.3 + 0.3 * Math.sin((2 * Math.PI * n) / RATE)));
  assert.ok(levelSpreadDb(loop, RATE) > 4);
  levelLoop([loop], RATE, { windowSeconds: 0.05, strength: 0.8 });
  const quarter = (i: number) => rmsOf(loop.subarray(i * 11025 + 4000, i * 11025 + 7000));
  const levels = [0, 1, 2, 3].map((i) => 20 * Math.log10(quarter(i)));
  assert.ok(Math.max(...levels) - Math.min(...levels) < 3);
});

test('silence stays silent', () => {
  const silence = new Float32Array(RATE);
  levelLoop([silence], RATE, { windowSeconds: 0.05, strength: 1 });
  assert.ok(silence.every((x) => x === 0));
});

test('width 0 makes both channels the middle and width 1 changes nothing', () => {
  const channels = [Float32Array.of(1, 0), Float32Array.of(0, 1)];
  assert.deepEqual(withWidth(channels, 0), [Float32Array.of(0.5, 0.5), Float32Array.of(0.5, 0.5)]);
  assert.equal(withWidth(channels, 1), channels);
});
