import assert from 'node:assert/strict';
import { test } from 'node:test';
import { POWER_SUM_PER_MEAN_SQUARE, PowerSpectrum, windowSamplesFor } from '../../src/dsp/stft.ts';
import { rmsOf, scaled, sine, whiteNoise } from './signals.ts';

test('the window lasts about 46 ms at every rate', () => {
  assert.deepEqual(
    [8000, 22050, 44100, 48000, 88200, 96000, 192000].map(windowSamplesFor),
    [512, 1024, 2048, 2048, 4096, 4096, 8192],
  );
});

test('a sine on a bin reads its squared amplitude there and a quarter of it beside', () => {
  const spectrum = new PowerSpectrum(2048);
  spectrum.measure(scaled(sine(100, 2048, 2048), 0.5), 0);
  assert.ok(Math.abs(spectrum.power[100] - 0.25) < 1e-5);
  assert.ok(Math.abs(spectrum.power[101] - 0.0625) < 1e-5);
  assert.ok(spectrum.power[110] < 1e-12);
});

test('the powers of a sine and of noise sum to three times their mean square', () => {
  const spectrum = new PowerSpectrum(16384);
  for (const signal of [sine(1000.3, 44100, 20000), whiteNoise(20000)]) {
    spectrum.measure(signal, 1000);
    const sum = spectrum.power.reduce((total, power) => total + power, 0);
    const ratio = sum / (POWER_SUM_PER_MEAN_SQUARE * rmsOf(signal) ** 2);
    assert.ok(Math.abs(ratio - 1) < 0.03, `${ratio}`);
  }
});
