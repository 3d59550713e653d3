import assert from 'node:assert/strict';
import { test } from 'node:test';
import { separated } from '../../src/dsp/harmonic-percussive.ts';
import { addAt, amplitudeAt, rmsOf, scaled, sine, whiteNoise } from './signals.ts';

const RATE = 44100;
const WHOLE = { lowHz: 20, highHz: RATE / 2 } as const;

function toneWithClicks(): { tone: Float32Array; both: Float32Array } {
  const tone = scaled(sine(440, RATE, RATE * 2), 0.2);
  const both = tone.slice();
  for (let at = 5000; at < both.length; at += 11025) addAt(both, whiteNoise(40, 0.9), at);
  return { tone, both };
}

const energyOfDifference = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, x, n) => sum + (x - b[n]) ** 2, 0);

test('the harmonic part loses the clicks by over 12 dB and keeps the tone within 1 dB', () => {
  const { tone, both } = toneWithClicks();
  const [harmonic] = separated([both], RATE, { keep: 'harmonic', ...WHOLE });
  const inside = (signal: Float32Array) => signal.subarray(4096, signal.length - 4096);
  const lossDb =
    10 *
    Math.log10(energyOfDifference(inside(both), inside(tone)) / energyOfDifference(inside(harmonic), inside(tone)));
  assert.ok(lossDb > 12, `clicks fell by ${lossDb} dB`);
  assert.ok(Math.abs(20 * Math.log10(amplitudeAt(inside(harmonic), 440, RATE) / 0.2)) < 1);
});

test('both parts add up to the input, but for its lowest bin', () => {
  const { both } = toneWithClicks();
  const [harmonic] = separated([both], RATE, { keep: 'harmonic', ...WHOLE });
  const [percussive] = separated([both], RATE, { keep: 'percussive', ...WHOLE });
  for (let n = 4096; n < both.length - 4096; n += 7) assert.ok(Math.abs(harmonic[n] + percussive[n] - both[n]) < 0.02);
});

test('nothing outside the band is left', () => {
  const { both } = toneWithClicks();
  const [air] = separated([both], RATE, { keep: 'percussive', lowHz: 4000, highHz: 15000 });
  assert.ok(amplitudeAt(air, 440, RATE) < 1e-4);
});

test('the noisy part keeps noise within 3 dB, and loses a tone by over 30 dB, be it one of 80 ms', () => {
  const noise = whiteNoise(2 * RATE, 0.05, 3);
  const [kept] = separated([noise], RATE, { keep: 'noisy', ...WHOLE });
  const inside = (signal: Float32Array) => signal.subarray(4096, signal.length - 4096);
  assert.ok(Math.abs(20 * Math.log10(rmsOf(inside(kept)) / rmsOf(inside(noise)))) < 3);
  for (const seconds of [2, 0.08]) {
    const tone = scaled(sine(7000, RATE, RATE * seconds), 0.3);
    const both = noise.slice();
    addAt(both, tone, RATE * (1 - seconds / 2));
    const [left] = separated([both], RATE, { keep: 'noisy', ...WHOLE });
    const middle = (signal: Float32Array) => signal.subarray(RATE - 1000, RATE + 1000);
    const ratio = amplitudeAt(middle(left), 7000, RATE) / amplitudeAt(middle(both), 7000, RATE);
    assert.ok(20 * Math.log10(ratio) < -30, `${seconds} s: ${20 * Math.log10(ratio)} dB`);
  }
});

test('silence stays silent, empty stays empty', () => {
  assert.ok(separated([new Float32Array(9000)], RATE, { keep: 'harmonic', ...WHOLE })[0].every((x) => x === 0));
  assert.equal(separated([new Float32Array(0)], RATE, { keep: 'harmonic', ...WHOLE })[0].length, 0);
});
