import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stretched } from '../../src/dsp/time-stretch.ts';
import { rmsOf, scaled, sine } from './signals.ts';

const RATE = 44100;

/** Frequency of a tone in Hz, from the interpolated rising zero crossings of its middle. */
function toneHz(signal: Float32Array): number {
  const crossings: number[] = [];
  for (let n = Math.floor(signal.length * 0.2); n < signal.length * 0.8; n++)
    if (signal[n - 1] < 0 && signal[n] >= 0) crossings.push(n - 1 + signal[n - 1] / (signal[n - 1] - signal[n]));
  return ((crossings.length - 1) * RATE) / (crossings[crossings.length - 1] - crossings[0]);
}

const middle = (signal: Float32Array) =>
  signal.subarray(Math.floor(signal.length * 0.3), Math.floor(signal.length * 0.7));

for (const ratio of [0.5, 2, 3, 6]) {
  test(`a sine stretched by ${ratio} has ${ratio} times the length, its frequency within 1 cent and its level within 0.5 dB`, () => {
    const source = scaled(sine(220.3, RATE, RATE * 2), 0.3);
    const [long] = stretched([source], RATE, ratio);
    assert.equal(long.length, Math.round(source.length * ratio));
    assert.ok(Math.abs(1200 * Math.log2(toneHz(long) / 220.3)) < 1);
    assert.ok(Math.abs(20 * Math.log10(rmsOf(middle(long)) / rmsOf(source))) < 0.5);
  });
}

test('channels keep their relation: opposite planes stay opposite, equal ones equal', () => {
  const plane = scaled(sine(330, RATE, RATE), 0.3);
  const [first, second, opposite] = stretched([plane, plane, scaled(plane, -1)], RATE, 2.5);
  assert.deepEqual(first, second);
  assert.ok(first.every((x, n) => Math.abs(x + opposite[n]) < 1e-5));
});

test('silence stays silent and empty stays empty', () => {
  assert.ok(stretched([new Float32Array(5000)], RATE, 2)[0].every((x) => x === 0));
  assert.equal(stretched([new Float32Array(0)], RATE, 2)[0].length, 0);
});

test('ratios that no vocoder can do are refused', () => {
  for (const ratio of [0, -1, 0.1, 100, Number.NaN])
    assert.throws(() => stretched([new Float32Array(10)], RATE, ratio), RangeError);
});
