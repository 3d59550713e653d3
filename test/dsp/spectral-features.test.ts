import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SpectralFeatures } from '../../src/dsp/spectral-features.ts';
import { PowerSpectrum } from '../../src/dsp/stft.ts';
import { mix, scaled, sine, whiteNoise } from './signals.ts';

const RATE_HZ = 44100;

function featuresOf(signal: Float32Array): SpectralFeatures {
  const spectrum = new PowerSpectrum(2048);
  spectrum.measure(signal, 0);
  const features = new SpectralFeatures(1024, RATE_HZ / 2048);
  features.measure(spectrum);
  return features;
}

test('a pure sine has its centroid and rolloff at its frequency and no flatness', () => {
  for (const hz of [200, 1000, 7000]) {
    const features = featuresOf(scaled(sine(hz, RATE_HZ, 2048), 0.3));
    assert.ok(Math.abs(features.centroidHz - hz) < 0.02 * hz + 10, `${features.centroidHz}`);
    assert.ok(Math.abs(features.rolloffHz - hz) < 2 * (RATE_HZ / 2048));
    assert.ok(features.flatness < 0.001);
  }
});

test('white noise is flat, with its centroid in the middle and its rolloff at 85 %', () => {
  const features = featuresOf(whiteNoise(2048));
  assert.ok(Math.abs(features.flatness - 0.56) < 0.05, `${features.flatness}`);
  assert.ok(Math.abs(features.centroidHz - RATE_HZ / 4) < 700);
  assert.ok(Math.abs(features.rolloffHz - 0.85 * (RATE_HZ / 2)) < 700);
});

test('the air level is the mean square of what lies between 4 and 15 kHz', () => {
  const bass = sine(500, RATE_HZ, 2048);
  const air = scaled(sine(9000, RATE_HZ, 2048), 0.1);
  const dogs = sine(18000, RATE_HZ, 2048);
  const decibels = 10 * Math.log10(featuresOf(mix(bass, air, dogs)).airPower);
  assert.ok(Math.abs(decibels - (-20 - 3.01)) < 0.1, `${decibels}`);
});

test('flatness, centroid and rolloff do not depend on the level, and silence has none', () => {
  const [loud, quiet] = [featuresOf(whiteNoise(2048, 1)), featuresOf(whiteNoise(2048, 0.001))];
  assert.ok(Math.abs(loud.flatness - quiet.flatness) < 0.002);
  assert.ok(Math.abs(loud.centroidHz - quiet.centroidHz) < 1);
  const silence = featuresOf(new Float32Array(2048));
  assert.deepEqual([silence.centroidHz, silence.flatness, silence.rolloffHz, silence.airPower], [0, 0, 0, 0]);
});
