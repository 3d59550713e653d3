import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type BiquadCoefficients,
  designBandpass,
  designHighpass,
  designLowpass,
  filterLoop,
  filterOneShot,
} from '../../../src/dsp/biquad.ts';
import { rmsOf, whiteNoise } from '../signals.ts';

const RATE_HZ = 44100;
const FILTERS = [
  designHighpass(30, Math.SQRT1_2, RATE_HZ),
  designBandpass(900, 2, RATE_HZ),
  designLowpass(5000, Math.SQRT1_2, RATE_HZ),
];

/** The plain twin: the difference equation as it is printed, in float64 throughout. */
function plainFiltered(signal: ArrayLike<number>, { b0, b1, b2, a1, a2 }: BiquadCoefficients): Float64Array {
  const filtered = new Float64Array(signal.length);
  for (let n = 0; n < signal.length; n++) {
    const past = n > 1 ? b2 * signal[n - 2] - a2 * filtered[n - 2] : 0;
    filtered[n] = b0 * signal[n] + (n > 0 ? b1 * signal[n - 1] - a1 * filtered[n - 1] : 0) + past;
  }
  return filtered;
}

const plainCascade = (signal: ArrayLike<number>, count: number): Float64Array =>
  FILTERS.slice(0, count).reduce(plainFiltered, Float64Array.from(signal));

const differenceDb = (a: Float32Array, b: Float64Array): number =>
  20 * Math.log10(rmsOf(a.map((value, n) => value - b[n])) / rmsOf(a));

for (const count of [1, 2, 3]) {
  for (const channelCount of [1, 2]) {
    test(`${count} filters over ${channelCount} channels are within −130 dB of the difference equation, across staged blocks`, () => {
      const planes = Array.from({ length: channelCount }, (_, c) => whiteNoise(10007, 0.5, c + 1));
      const expected = planes.map((plane) => plainCascade(plane, count));
      filterOneShot(planes, FILTERS.slice(0, count));
      for (const [c, plane] of planes.entries()) assert.ok(differenceDb(plane, expected[c]) < -130);
    });
  }
}

for (const length of [700, 30011]) {
  test(`a loop of ${length} frames is filtered as the hundredth of its repetitions, within −110 dB`, () => {
    const loop = whiteNoise(length, 0.5, 3);
    const turns = Math.ceil(100000 / length);
    const endless = new Float32Array(turns * length);
    for (let turn = 0; turn < turns; turn++) endless.set(loop, turn * length);
    const expected = plainCascade(endless, 3).subarray((turns - 1) * length);
    const planes = [loop, loop.slice()];
    filterLoop(planes, FILTERS);
    assert.ok(differenceDb(planes[0], expected) < -110, `${differenceDb(planes[0], expected)} dB`);
    assert.deepEqual(planes[1], planes[0]);
  });
}
