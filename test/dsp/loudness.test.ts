import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { loudestWindowRmsDbfs } from '../../src/dsp/loudest-window.ts';
import { integratedLufs, LoudnessMeter } from '../../src/dsp/loudness.ts';
import { scaled, sine, whiteNoise } from './signals.ts';

for (const sampleRateHz of [44100, 48000, 96000]) {
  test(`a full-scale 997 Hz sine in one of two channels reads −3.01 LUFS at ${sampleRateHz} Hz`, () => {
    const channels = [sine(997, sampleRateHz, 5 * sampleRateHz), new Float32Array(5 * sampleRateHz)];
    assert.ok(Math.abs(integratedLufs(channels, sampleRateHz) + 3.01) < 0.02);
  });
}

test('the same sine reads the same within 0.1 LU from 8 to 192 kHz', () => {
  for (const sampleRateHz of [8000, 11025, 192000]) {
    const reading = integratedLufs([sine(997, sampleRateHz, 2 * sampleRateHz)], sampleRateHz);
    assert.ok(Math.abs(reading + 3.01) < 0.1, `${sampleRateHz} Hz: ${reading}`);
  }
});

test('the weighting has the gains that BS.1770 prints for 48 kHz: +4 dB at the top, −6 dB at 38 Hz', () => {
  const level = (hz: number): number => integratedLufs([sine(hz, 48000, 96000)], 48000) + 0.691 + 3.01;
  assert.ok(Math.abs(level(10000) - 4) < 0.1);
  assert.ok(Math.abs(level(38.135) + 6) < 0.2);
});

test('the relative gate leaves a passage 20 dB quieter out of the reading', () => {
  const loud = scaled(sine(997, 48000, 48000 * 4), 0.1);
  const both = new Float32Array(loud.length * 2);
  both.set(loud);
  both.set(scaled(loud, 0.1), loud.length);
  assert.ok(Math.abs(integratedLufs([both], 48000) - integratedLufs([loud], 48000)) < 0.25);
});

test('the relative gate lies 10 LU down: a passage 8 dB quieter is counted in', () => {
  const loud = scaled(sine(997, 48000, 48000 * 4), 0.1);
  const both = new Float32Array(loud.length * 2);
  both.set(loud);
  both.set(scaled(loud, 10 ** (-8 / 20)), loud.length);
  const expected = 10 * Math.log10((1 + 10 ** -0.8) / 2);
  assert.ok(Math.abs(integratedLufs([both], 48000) - integratedLufs([loud], 48000) - expected) < 0.1);
});

test('silence, and less than 400 ms, has no loudness', () => {
  assert.equal(integratedLufs([new Float32Array(48000)], 48000), -Infinity);
  assert.equal(integratedLufs([sine(997, 48000, 19199)], 48000), -Infinity);
  assert.ok(integratedLufs([sine(997, 48000, 19200)], 48000) > -4);
  assert.equal(integratedLufs([], 48000), -Infinity);
});

test('a meter reads the same to the bit whatever the block sizes', () => {
  const channels = [whiteNoise(30000, 0.3, 1), whiteNoise(30000, 0.3, 2)];
  const whole = integratedLufs(channels, 11025);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 7000 }), (block) => {
      const meter = new LoudnessMeter(11025, 2);
      for (let at = 0; at < 30000; at += block) meter.push(channels.map((plane) => plane.subarray(at, at + block)));
      return meter.integratedLufs() === whole;
    }),
    { numRuns: 15 },
  );
});

test('a meter refuses planes it was not made for', () => {
  assert.throws(() => new LoudnessMeter(48000, 2).push([new Float32Array(1)]), RangeError);
  assert.throws(() => new LoudnessMeter(100, 1), RangeError);
});

test('the loudest window of a burst is the burst, and a short signal counts whole', () => {
  const signal = new Float32Array(48000);
  signal.set(sine(1000, 48000, 2400), 20000);
  assert.ok(Math.abs(loudestWindowRmsDbfs([signal], 48000, 0.05) + 3.01) < 0.02);
  assert.ok(Math.abs(loudestWindowRmsDbfs([sine(1000, 48000, 480)], 48000, 0.05) + 3.01) < 0.02);
  assert.equal(loudestWindowRmsDbfs([new Float32Array(480)], 48000, 0.05), -Infinity);
  assert.equal(loudestWindowRmsDbfs([], 48000, 0.05), -Infinity);
});
