import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fftSizeFor, nearFftSizeFor, RealFft, realFft } from '../../src/dsp/fft.ts';
import { rmsOf, whiteNoise } from './signals.ts';

/** The spectrum in the layout of `RealFft`, by the definition, in float64. */
function discreteFourierTransform(signal: Float32Array): Float64Array {
  const size = signal.length;
  const spectrum = new Float64Array(size);
  for (let k = 0; k <= size / 2; k++) {
    let real = 0;
    let imaginary = 0;
    for (let n = 0; n < size; n++) {
      const angle = (-2 * Math.PI * ((k * n) % size)) / size;
      real += signal[n] * Math.cos(angle);
      imaginary += signal[n] * Math.sin(angle);
    }
    if (k === 0) spectrum[0] = real;
    else if (k === size / 2) spectrum[1] = real;
    else spectrum.set([real, imaginary], 2 * k);
  }
  return spectrum;
}

for (const size of [32, 64, 96, 160, 480, 1024]) {
  test(`a spectrum of ${size} samples is within −120 dB of the definition, and its inverse gives the samples back`, () => {
    const signal = whiteNoise(size);
    const spectrum = new Float32Array(size);
    realFft(size).forward(signal, spectrum);
    const oracle = discreteFourierTransform(signal);
    const error = spectrum.map((value, i) => value - oracle[i]);
    assert.ok(rmsOf(error) < 1e-6 * rmsOf(Float32Array.from(oracle)));
    const back = new Float32Array(size);
    realFft(size).inverse(spectrum, back);
    assert.ok(rmsOf(back.map((value, i) => value - signal[i])) < 1e-6);
  });
}

test('the same samples give the same bits whatever was transformed between', () => {
  const fft = realFft(2048);
  const [first, second] = [new Float32Array(2048), new Float32Array(2048)];
  fft.forward(whiteNoise(2048), first);
  fft.forward(whiteNoise(2048, 1, 9), second);
  realFft(16384).forward(whiteNoise(16384), new Float32Array(16384));
  fft.forward(whiteNoise(2048), second);
  assert.deepEqual(second, first);
});

test('sizes that the transform cannot take are range errors', () => {
  for (const size of [0, 16, 100, 32 * 7, 33]) assert.throws(() => new RealFft(size), RangeError, `${size}`);
});

test('there is one shared transform per size, and the size asked for is rounded up to a power of two', () => {
  assert.equal(realFft(64), realFft(64));
  assert.deepEqual([1, 32, 33, 1000, 2048].map(fftSizeFor), [32, 32, 64, 1024, 2048]);
});

test('what is written into the input memory gives the spectrum and the signal that copying gives, also after memory has grown', () => {
  const fft = new RealFft(1024);
  const signal = whiteNoise(1024);
  const spectrum = new Float32Array(1024);
  fft.forward(signal, spectrum);
  const before = fft.input();
  for (let size = 1 << 18; before.length > 0 && size <= 1 << 24; size *= 2) new RealFft(size);
  assert.equal(before.length, 0, 'the memory has grown under the old view');
  fft.input().set(signal);
  assert.deepEqual(fft.forwardOfInput().slice(), spectrum);
  fft.input().set(spectrum);
  const error = fft.inverseOfInput().map((value, n) => value / 1024 - signal[n]);
  assert.ok(rmsOf(error) < 1e-6 * rmsOf(signal));
});

test('the near sizes are no smaller than asked for, at most a quarter larger, and such as the FFT takes', () => {
  for (const atLeast of [1440, 2000, 70001, 170888, 262144, 262145]) {
    const size = nearFftSizeFor(atLeast);
    assert.ok(size >= atLeast && size <= 1.25 * atLeast, `${size} for ${atLeast}`);
    assert.equal(new RealFft(size).size, size);
  }
});
