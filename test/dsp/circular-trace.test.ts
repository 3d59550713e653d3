import assert from 'node:assert/strict';
import { test } from 'node:test';
import { circularTrace } from '../../src/dsp/circular-trace.ts';
import { realFft } from '../../src/dsp/fft.ts';
import { sine, whiteNoise } from './signals.ts';

const WINDOW = 64;

/** Magnitudes of one frame by the plain loop: windowed round the end, transformed, bin 0 left out. */
function plainMagnitudes(loop: Float32Array, start: number): number[] {
  const frame = Float32Array.from({ length: WINDOW }, (_, n) => {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * n) / WINDOW);
    return weight * loop[(start + n + 10 * loop.length) % loop.length];
  });
  const spectrum = new Float32Array(WINDOW);
  realFft(WINDOW).forward(frame, spectrum);
  return Array.from({ length: WINDOW / 2 }, (_, k) => (k === 0 ? 0 : Math.hypot(spectrum[2 * k], spectrum[2 * k + 1])));
}

const near = (actual: number, expected: number, scale: number) =>
  assert.ok(Math.abs(actual - expected) < 1e-5 * scale, `${actual} for ${expected}`);

test('a trace equals plain sums over frames read round the end of the loop, however many and wherever they start', () => {
  const loop = whiteNoise(777, 0.7);
  for (const [startSample, frames, hopSamples] of [
    [-WINDOW, 50, 32],
    [-3 * 777 - 5, 16, 16],
    [770, 17, 64],
    [0, 1, 32],
  ]) {
    const trace = circularTrace(loop, { windowSamples: WINDOW, hopSamples, startSample, frames });
    const plain = Array.from({ length: frames }, (_, i) => plainMagnitudes(loop, startSample + i * hopSamples));
    const sums = plain.map((magnitudes) => magnitudes.reduce((sum, magnitude) => sum + magnitude, 0));
    assert.equal(trace.differences.length, frames - 1);
    for (let i = 0; i < frames; i++) near(trace.sums[i], sums[i], sums[i]);
    for (let i = 1; i < frames; i++) {
      const moved = plain[i].reduce((sum, magnitude, k) => sum + Math.abs(magnitude - plain[i - 1][k]), 0);
      near(trace.differences[i - 1], moved, sums[i]);
    }
    for (let k = 0; k < WINDOW / 2; k++) {
      const power = plain.reduce((sum, magnitudes) => sum + magnitudes[k] ** 2, 0);
      near(trace.powers[k], power, power + 1);
    }
  }
});

test('a trace remembers nothing of the one before', () => {
  const traced = { windowSamples: WINDOW, hopSamples: 32, startSample: 0, frames: 5 };
  circularTrace(whiteNoise(500), traced);
  const silent = circularTrace(new Float32Array(500), traced);
  assert.ok([...silent.sums, ...silent.differences, ...silent.powers].every((value) => value === 0));
});

test('a sine of whole periods does not change from frame to frame', () => {
  const loop = sine(8, 512, 512);
  const trace = circularTrace(loop, { windowSamples: WINDOW, hopSamples: 64, startSample: -WINDOW, frames: 9 });
  assert.ok(trace.differences.every((difference, i) => difference < 1e-4 * trace.sums[i]));
});
