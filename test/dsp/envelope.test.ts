import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fadeDecibels, fadeIn, fadeOut, loopTremolo, swell } from '../../src/dsp/envelope.ts';

test('a swell starts and ends at an exact 0, peaks at 1 where asked, and never jumps', () => {
  const gains = new Float32Array(10001).fill(1);
  swell(gains, 0.55);
  assert.equal(gains[0], 0);
  assert.equal(gains[10000], 0);
  assert.equal(gains[5500], 1);
  for (let n = 1; n < gains.length; n++) assert.ok(Math.abs(gains[n] - gains[n - 1]) < 0.001);
});

test('a tremolo closes over its loop and reaches its depth', () => {
  const gains = loopTremolo(44100, 6, 0.4, 0.3);
  assert.ok(Math.abs(gains[0] - gains[44099]) < 0.001);
  assert.ok(Math.abs(Math.min(...gains.filter((_, n) => n % 10 === 0)) - 0.6) < 1e-3);
  assert.throws(() => loopTremolo(100, 2.5, 0.4, 0), RangeError);
});

test('fades reach silence at the outermost frame', () => {
  const signal = new Float32Array(1000).fill(1);
  fadeIn(signal, 100);
  fadeOut(signal, 100);
  assert.equal(signal[0], 0);
  assert.equal(signal[999], 0);
  assert.equal(signal[500], 1);
});

test('a signal that dies away falls by as many decibels in each half', () => {
  const signal = new Float32Array(40001).fill(1);
  fadeDecibels(signal, 48);
  for (const [frame, decibels] of [
    [0, 0],
    [20000, -24],
    [40000, -48],
  ])
    assert.ok(Math.abs(20 * Math.log10(signal[frame]) - decibels) < 0.01, `${frame}`);
});
