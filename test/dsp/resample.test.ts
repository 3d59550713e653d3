import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { resample, resampleBy, resampleLoop } from '../../src/dsp/resample.ts';
import { amplitudeAt, rmsOf, sine } from './signals.ts';

/** The middle, where the silence beyond the ends is not heard. */
const middle = (signal: Float32Array): Float32Array => signal.subarray(signal.length >> 2, (signal.length * 3) >> 2);

for (const [fromHz, toHz] of [
  [44100, 48000],
  [96000, 44100],
  [48000, 16000],
  [22050, 44100],
]) {
  test(`${fromHz} to ${toHz} Hz keeps a tone at 0.9 of the lower Nyquist frequency within 0.1 dB, and where it was`, () => {
    const hz = 0.45 * Math.min(fromHz, toHz);
    const output = resample(sine(hz, fromHz, fromHz / 2), fromHz, toHz);
    assert.equal(output.length, toHz / 2);
    const expected = sine(hz, toHz, output.length);
    const error = middle(output.map((value, i) => value - expected[i]));
    assert.ok(rmsOf(error) < 0.01 * rmsOf(expected), `error ${rmsOf(error)}`);
  });
}

test('what would alias below 0.9 of the new Nyquist frequency is under −80 dB', () => {
  for (const hz of [12150, 14000, 17000, 21000]) {
    const output = middle(resample(sine(hz, 48000, 24000), 48000, 22050));
    assert.ok(20 * Math.log10(rmsOf(output) * Math.SQRT2) < -80, `${hz} Hz leaks ${20 * Math.log10(rmsOf(output))} dB`);
  }
  const shortened = middle(resampleBy(sine(14000, 48000, 24000), 0.5));
  assert.ok(20 * Math.log10(rmsOf(shortened)) < -80);
});

test('a ratio above 1 lengthens and lowers, one below 1 shortens and raises', () => {
  for (const ratio of [2, 1.3348398541700344, 0.7491535384383408, 0.5]) {
    const output = resampleBy(sine(1000, 44100, 44100), ratio);
    assert.equal(output.length, Math.round(44100 * ratio));
    const expected = sine(1000 / ratio, 44100, output.length);
    const error = middle(output.map((value, i) => value - expected[i]));
    assert.ok(20 * Math.log10(rmsOf(error) / rmsOf(expected)) < -90, `ratio ${ratio}`);
  }
});

test('a loop of whole periods resampled to another length is the same loop, at its seam too', () => {
  const loop = sine(10, 1000, 1000);
  for (const length of [100, 999, 1001, 1777]) {
    const output = resampleLoop(loop, length);
    const expected = sine(10, length, length);
    const worst = output.reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i])), 0);
    assert.ok(worst < 3e-5, `${length}: ${worst}`);
  }
});

test('lengths are exact, constants pass unchanged, and empty gives empty', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 600 }), (length, outputLength) => {
      const output = resampleLoop(new Float32Array(length).fill(0.5), outputLength);
      return output.length === outputLength && output.every((value) => Math.abs(value - 0.5) < 1e-6);
    }),
    { numRuns: 60 },
  );
  assert.equal(resample(new Float32Array(0), 44100, 48000).length, 0);
  assert.equal(resampleBy(new Float32Array(0), 2).length, 0);
  assert.deepEqual([...resampleLoop(new Float32Array(0), 3)], [0, 0, 0]);
});

test('the same rate gives an equal copy', () => {
  const signal = sine(440, 44100, 100);
  const copy = resample(signal, 44100, 44100);
  assert.deepEqual(copy, signal);
  assert.notEqual(copy.buffer, signal.buffer);
});

test('a tone keeps its amplitude through a rate whose ratio has too many exact phases', () => {
  const output = resample(sine(1000, 44100, 22050), 44100, 31999);
  assert.ok(Math.abs(amplitudeAt(middle(output), 1000, 31999) - 1) < 0.01);
});

test('broken ratios, rates and lengths are range errors', () => {
  const signal = new Float32Array(8);
  assert.throws(() => resample(signal, 0, 48000), RangeError);
  assert.throws(() => resampleBy(signal, 0), RangeError);
  assert.throws(() => resampleBy(signal, Number.NaN), RangeError);
  assert.throws(() => resampleLoop(signal, 1.5), RangeError);
});
