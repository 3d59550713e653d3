import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopWithoutDc, oneShotWithoutDc } from '../../src/dsp/dc.ts';
import { whiteNoise } from './signals.ts';

const mean = (signal: Float32Array): number => signal.reduce((sum, x) => sum + x, 0) / Math.max(1, signal.length);

test('an offset goes from a loop without touching its steps', () => {
  const loop = whiteNoise(10001, 0.5).map((x) => x + 0.1);
  const level = loopWithoutDc(loop, mean(loop));
  assert.ok(Math.abs(mean(level)) < 1e-6);
  for (let n = 1; n < loop.length; n++) assert.ok(Math.abs(level[n] - level[n - 1] - (loop[n] - loop[n - 1])) < 1e-6);
});

test('an offset goes from a one-shot without lifting its silent ends', () => {
  for (const last of [3, 998, 44100, 400000]) {
    const shot = Float32Array.from({ length: last + 1 }, (_, n) => Math.sin((Math.PI * n) / last) * 0.3);
    shot[last] = 0;
    const level = oneShotWithoutDc(shot, mean(shot));
    assert.ok(Math.abs(mean(level)) < 1e-5, `${mean(level)} is left of ${last + 1} samples`);
    assert.equal(level[0], 0);
    assert.equal(Math.abs(level[last]), 0);
  }
});

test('silence, single samples and nothing stay as they are', () => {
  for (const frames of [0, 1, 2, 50]) {
    const silence = new Float32Array(frames);
    assert.deepEqual(loopWithoutDc(silence, mean(silence)), silence);
    assert.deepEqual(oneShotWithoutDc(silence, mean(silence)), silence);
  }
  assert.deepEqual(oneShotWithoutDc(Float32Array.of(0.5, 0.25), 0.375), Float32Array.of(0.5, 0.25));
});

test('what an offset is taken from is left alone', () => {
  const loop = whiteNoise(100).map((x) => x + 0.1);
  const before = loop.slice();
  loopWithoutDc(loop, 0.1);
  oneShotWithoutDc(loop, 0.1);
  assert.deepEqual(loop, before);
});
