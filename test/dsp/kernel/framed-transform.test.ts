import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realFft } from '../../../src/dsp/fft.ts';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { staged } from './staged.ts';

const SIZE = 64;
const fft = realFft(SIZE);
const { setup, input, output, work } = fft.pointers;

test('a windowed spectrum is that of the windowed samples, without DC and Nyquist', () => {
  const [signal, window] = [whiteNoise(SIZE, 1, 1), whiteNoise(SIZE, 1, 2)];
  const expected = new Float32Array(SIZE);
  fft.forward(
    signal.map((value, n) => value * window[n]),
    expected,
  );
  expected.fill(0, 0, 2);
  kernels.windowedSpectrum(staged(signal).pointer, staged(window).pointer, SIZE, setup, input, output, work);
  assert.deepEqual(fft.output(), expected);
});

for (const hop of [16, 32, 64]) {
  test(`frames ${hop} samples apart are added where they overlap, and silence enters behind them`, () => {
    const [spectrum, window, before] = [whiteNoise(SIZE, 1, 3), whiteNoise(SIZE, 1, 4), whiteNoise(SIZE, 1, 5)];
    const frame = new Float32Array(SIZE);
    fft.input().set(spectrum);
    frame.set(fft.inverseOfInput());
    const sum = staged(before);
    kernels.overlapAdd(setup, staged(spectrum).pointer, output, work, staged(window).pointer, SIZE, hop, sum.pointer);
    const expected = frame.map((value, n) => (before[n + hop] ?? 0) + Math.fround(value * window[n]));
    assert.deepEqual(sum.view, expected);
  });
}
