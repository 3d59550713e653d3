import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { correlationBetween, crossfadedLoop, crossfadeGains } from '../../src/dsp/crossfade.ts';
import { rmsOf, sine, whiteNoise } from './signals.ts';

test('power is constant for any correlation the law knows', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -0.5, max: 1, noNaN: true }),
      (position, r) => {
        const { fadeIn, fadeOut } = crossfadeGains(position, r);
        assert.ok(Math.abs(fadeIn ** 2 + fadeOut ** 2 + 2 * r * fadeIn * fadeOut - 1) < 1e-9);
      },
    ),
  );
});

test('the law is equal-gain for correlated and equal-power for uncorrelated material', () => {
  const correlated = crossfadeGains(0.3, 1);
  assert.ok(Math.abs(correlated.fadeIn + correlated.fadeOut - 1) < 1e-9);
  const uncorrelated = crossfadeGains(0.5, 0);
  assert.ok(Math.abs(uncorrelated.fadeIn - Math.SQRT1_2) < 1e-9);
});

test('a loop has exactly the length of its region and its last frame runs on as in the source', () => {
  const source = whiteNoise(30000, 0.5);
  const [loop] = crossfadedLoop([source], 1000, 21000, 4000);
  assert.equal(loop.length, 20000);
  assert.equal(loop[19999], source[20999]);
  assert.ok(Math.abs(loop[0] - source[21000]) < 1e-6);
  assert.equal(loop[4000], source[5000]);
});

test('the crossfade of noise keeps its level within 0.5 dB', () => {
  const source = whiteNoise(200000, 0.5);
  const [loop] = crossfadedLoop([source], 0, 100000, 40000);
  const db = 20 * Math.log10(rmsOf(loop.subarray(15000, 25000)) / rmsOf(source));
  assert.ok(Math.abs(db) < 0.5, `${db} dB`);
});

test('correlation tells equal, opposite and silent stretches apart', () => {
  const tone = sine(441, 44100, 4000);
  assert.ok(Math.abs(correlationBetween([tone], 0, 1000, 1000) - 1) < 1e-4);
  assert.ok(Math.abs(correlationBetween([tone], 0, 1050, 1000) + 1) < 1e-4);
  assert.equal(correlationBetween([new Float32Array(100)], 0, 50, 50), 0);
});

test('no room for the fade is a broken precondition', () => {
  assert.throws(() => crossfadedLoop([new Float32Array(100)], 0, 95, 10), RangeError);
  assert.throws(() => crossfadedLoop([new Float32Array(100)], 0, 8, 10), RangeError);
});
