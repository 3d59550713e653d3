import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fadeDecibels, fadeIn, fadeOut, swell, tremble } from '../../src/dsp/envelope.ts';

test('a swell starts and ends at an exact 0, peaks at 1 where asked, and never jumps', () => {
  const gains = new Float32Array(10001).fill(1);
  swell(gains, 0.55);
  assert.equal(gains[0], 0);
  assert.equal(gains[10000], 0);
  assert.equal(gains[5500], 1);
  for (let n = 1; n < gains.length; n++) assert.ok(Math.abs(gains[n] - gains[n - 1]) < 0.001);
});

test('a tremolo closes over its loop, keeps to its formula and reaches its depth', () => {
  for (const [cycles, depth, length] of [
    [6, 0.4, 88211],
    [40, 1, 88200],
    [1, 0.3, 4410],
  ]) {
    const signal = new Float32Array(length).fill(1);
    tremble(signal, { cycles, depth, phase: 0.3 });
    for (let n = 0; n < length; n++) {
      const gain = 1 - depth * (0.5 - 0.5 * Math.cos(2 * Math.PI * ((cycles * n) / length + 0.3)));
      assert.ok(Math.abs(signal[n] - gain) < 0.003 * depth, `${n} of ${length}: ${signal[n]} for ${gain}`);
    }
  }
  assert.throws(() => tremble(new Float32Array(100), { cycles: 2.5, depth: 0.4, phase: 0 }), RangeError);
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
