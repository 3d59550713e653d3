import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mean, removeLoopDc, removeOneShotDc } from '../../src/dsp/dc.ts';
import { whiteNoise } from './signals.ts';

test('an offset goes from a loop without touching its steps', () => {
  const loop = whiteNoise(1000, 0.5).map((x) => x + 0.1);
  const step = loop[0] - loop[999];
  removeLoopDc(loop);
  assert.ok(Math.abs(mean(loop)) < 1e-6);
  assert.ok(Math.abs(loop[0] - loop[999] - step) < 1e-6);
});

test('an offset goes from a one-shot without lifting its silent ends', () => {
  const shot = Float32Array.from({ length: 999 }, (_, n) => Math.sin((Math.PI * n) / 998) * 0.3);
  shot[998] = 0;
  removeOneShotDc(shot);
  assert.ok(Math.abs(mean(shot)) < 1e-5);
  assert.equal(shot[0], 0);
  assert.equal(Math.abs(shot[998]), 0);
});

test('silence, single samples and nothing stay as they are', () => {
  for (const frames of [0, 1, 2, 50]) {
    const silence = new Float32Array(frames);
    removeLoopDc(silence);
    removeOneShotDc(silence);
    assert.ok(silence.every((x) => x === 0));
  }
});
