import assert from 'node:assert/strict';
import { test } from 'node:test';
import { equalPowerFade, hann } from '../../src/dsp/window.ts';

test('Hann windows overlapped by half sum to 1', () => {
  const window = hann(64);
  for (let n = 0; n < 32; n++) assert.ok(Math.abs(window[n] + window[n + 32] - 1) < 1e-6);
});

test('a Hann window begins at 0, peaks in its middle and is symmetric about it', () => {
  const window = hann(30);
  assert.equal(window[0], 0);
  assert.equal(window[15], 1);
  for (let n = 1; n < 15; n++) assert.ok(Math.abs(window[n] - window[30 - n]) < 1e-6);
  assert.equal(hann(0).length, 0);
});

test('an equal-power fade keeps the sum of powers at 1', () => {
  assert.equal(equalPowerFade(0), 0);
  assert.equal(equalPowerFade(1), 1);
  for (let x = 0; x <= 1; x += 0.05) {
    assert.ok(Math.abs(equalPowerFade(x) ** 2 + equalPowerFade(1 - x) ** 2 - 1) < 1e-12);
  }
});
