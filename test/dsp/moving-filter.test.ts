import assert from 'node:assert/strict';
import { test } from 'node:test';
import { designHighpass, designLowpass, filterOneShot } from '../../src/dsp/biquad.ts';
import { CUTOFF_STEP_FRAMES, cutoffCount, filterMoving } from '../../src/dsp/moving-filter.ts';
import { amplitudeAt, rmsOf, scaled, sine, whiteNoise } from './signals.ts';

const RATE = 44100;
const Q = Math.SQRT1_2;

/** From one frequency to another, even in octaves. */
const glide = (frames: number, fromHz: number, toHz: number): Float64Array =>
  Float64Array.from({ length: cutoffCount(frames) }, (_, i) => {
    const position = Math.min(1, (i * CUTOFF_STEP_FRAMES) / frames);
    return fromHz * (toHz / fromHz) ** position;
  });

test('at rest it is the fixed filter', () => {
  for (const [response, design] of [
    ['lowpass', designLowpass],
    ['highpass', designHighpass],
  ] as const) {
    const moving = whiteNoise(RATE, 0.5);
    const fixed = moving.slice();
    filterMoving([moving], { response, q: Q, sections: 1, cutoffsHz: Float64Array.of(700) }, RATE);
    filterOneShot([fixed], [design(700, Q, RATE)]);
    assert.ok(rmsOf(moving.map((x, n) => x - fixed[n])) < 1e-6 * rmsOf(fixed));
  }
});

test('the cutoff arrives where it is sent: a tone two octaves above it loses 24 dB at the start and nothing at the end', () => {
  const tone = scaled(sine(2000, RATE, 4 * RATE), 0.5);
  filterMoving([tone], { response: 'lowpass', q: Q, sections: 1, cutoffsHz: glide(tone.length, 500, 16000) }, RATE);
  const levelDb = (from: number, to: number) =>
    20 * Math.log10(amplitudeAt(tone.subarray(from * RATE, to * RATE), 2000, RATE) / 0.5);
  assert.ok(Math.abs(levelDb(0.02, 0.12) + 23.5) < 1.5, `${levelDb(0.02, 0.12)} dB`);
  assert.ok(Math.abs(levelDb(3.9, 4)) < 0.1);
});

test('a tone under a fast cutoff has no steps beside it: −100 dB from 500 Hz away on', () => {
  const frames = RATE;
  const tone = scaled(sine(1000, RATE, frames), 0.5);
  filterMoving([tone], { response: 'lowpass', q: Q, sections: 1, cutoffsHz: glide(frames, 200, 12800) }, RATE);
  const windowed = tone.map((x, n) => x * (0.5 - 0.5 * Math.cos((2 * Math.PI * n) / frames)) ** 2);
  for (const hz of [100, 300, 1500, 1689, 2378, 5000, 12000])
    assert.ok(20 * Math.log10(amplitudeAt(windowed, hz, RATE) / 0.5) < -100, `${hz} Hz`);
});

test('silence stays silent, and cutoffs that are none are range errors', () => {
  const silence = new Float32Array(100);
  filterMoving([silence], { response: 'highpass', q: Q, sections: 1, cutoffsHz: Float64Array.of(100) }, RATE);
  assert.ok(silence.every((x) => x === 0));
  for (const cutoffsHz of [Float64Array.of(), Float64Array.of(0), Float64Array.of(Number.NaN)])
    assert.throws(
      () => filterMoving([silence], { response: 'lowpass', q: Q, sections: 1, cutoffsHz }, RATE),
      RangeError,
    );
});
