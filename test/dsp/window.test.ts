import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyWindow, equalPowerFade, hann, overlapAdd, sineWindow } from '../../src/dsp/window.ts';

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

test('a window inside, across and outside the ends of a signal weighs what is there and reads silence beyond', () => {
  const signal = Float32Array.from({ length: 10 }, (_, i) => i + 1);
  const window = Float32Array.from({ length: 8 }, (_, i) => i + 1);
  for (const start of [-20, -8, -3, 0, 1, 2, 3, 9, 10, 30]) {
    const windowed = new Float32Array(8).fill(Number.NaN);
    applyWindow(signal, start, window, windowed);
    for (let n = 0; n < 8; n++) assert.equal(windowed[n], (signal[start + n] ?? 0) * window[n], `${start} + ${n}`);
  }
});

test('a frame laid over the ends of a signal adds what falls inside and loses the rest', () => {
  const frame = Float32Array.from({ length: 8 }, (_, i) => i + 1);
  const window = new Float32Array(8).fill(2);
  for (const start of [-20, -8, -3, 0, 1, 2, 3, 9, 10, 30]) {
    const signal = new Float32Array(10).fill(1);
    overlapAdd(frame, window, signal, start);
    for (let at = 0; at < 10; at++) assert.equal(signal[at], 1 + 2 * (frame[at - start] ?? 0), `${start}, ${at}`);
  }
});

test('the squares of sine windows overlapped by half sum to 1, and none of their weights is 0', () => {
  const window = sineWindow(64);
  for (let n = 0; n < 32; n++) {
    assert.ok(Math.abs(window[n] ** 2 + window[n + 32] ** 2 - 1) < 1e-6);
    assert.ok(window[n] > 0);
  }
});
