import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decimator } from '../../src/dsp/decimate.ts';
import { amplitudeAt, sine, whiteNoise } from './signals.ts';

/** Amplitude of what becomes of a sine of `share` of the new rate, away from the ends, at the frequency it then has. */
function passed(share: number, factor: number): number {
  const thin = decimator(factor)
    .thinnedOut(sine(share, factor, 4096 * factor))
    .slice(64, -64);
  return amplitudeAt(thin, share > 0.5 ? 1 - share : share, 1);
}

for (const factor of [2, 4, 8, 16]) {
  test(`thinning out by ${factor} keeps what lies below 0.38 of the new rate and lets nothing alias to there`, () => {
    for (const share of [0.013, 0.2, 0.38]) {
      const db = 20 * Math.log10(passed(share, factor));
      assert.ok(Math.abs(db) < 0.1, `${share}: ${db} dB`);
    }
    for (const share of [0.62, 0.8, 0.987]) assert.ok(20 * Math.log10(passed(share, factor)) < -60, `${share}`);
  });
}

test('the first sample stays the first, and beyond the ends there is silence', () => {
  const impulse = new Float32Array(64);
  impulse[0] = 8;
  const thin = decimator(8).thinnedOut(impulse);
  assert.equal(thin.length, 8);
  assert.equal(thin.indexOf(Math.max(...thin)), 0);
  assert.ok(Math.abs(thin[0] - 1) < 0.02);
});

test('a factor of 1 changes nothing, and a shorter signal hears nothing of a longer one before it', () => {
  const noise = whiteNoise(100);
  assert.equal(decimator(1).thinnedOut(noise), noise);
  const alone = decimator(4).thinnedOut(new Float32Array(40)).slice();
  decimator(4).thinnedOut(whiteNoise(4000));
  assert.deepEqual(decimator(4).thinnedOut(new Float32Array(40)), alone);
  assert.deepEqual(alone, new Float32Array(10));
});
