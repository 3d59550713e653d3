import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

const single = Math.fround;

/** Σ signal[floor(position) + j] · row[j], the row being the nearest of 257. */
function plainBetween(signal: Float32Array, position: number, rows: Float32Array, taps: number): number {
  const whole = Math.floor(position);
  const row = Math.floor((position - whole) * 256 + 0.5) * taps;
  let sum = 0;
  for (let j = 0; j < taps; j++) sum += signal[whole + j] * rows[row + j];
  return sum;
}

for (const { taps, ratio } of [
  { taps: 16, ratio: 0.5 },
  { taps: 24, ratio: 1.4983 },
  { taps: 32, ratio: 2 },
]) {
  test(`grains read at ${ratio} with ${taps} taps are laid over both planes of a loop as by the plain sums`, () => {
    const frames = 101;
    const planes = [whiteNoise(400, 1, 1), whiteNoise(400, 1, 2)];
    const rows = whiteNoise(257 * taps, 1, 3);
    const window = Float32Array.of(...whiteNoise(frames, 1, 4), 0, 0, 0);
    const loops = [staged(whiteNoise(104, 1, 5)), staged(whiteNoise(104, 1, 6))];
    const [left, right] = planes.map((plane) => staged(plane).pointer);
    const before = loops.map((loop) => loop.view.slice());
    const gains = [0.75, -1.25];
    const [rowsAt, windowAt] = [staged(rows).pointer, staged(window).pointer];
    const [leftLoop, rightLoop] = loops.map(({ pointer }) => pointer);
    const position = 3.40625;
    kernels.layInterpolated(
      left,
      right,
      position,
      ratio,
      rowsAt,
      taps,
      windowAt,
      frames,
      gains[0],
      gains[1],
      leftLoop,
      rightLoop,
    );
    for (const [channel, loop] of loops.entries()) {
      for (let n = 0; n < 104; n++) {
        const value = n < frames ? plainBetween(planes[channel], position + n * ratio, rows, taps) : 0;
        const expected = before[channel][n] + value * gains[channel] * window[n];
        assert.ok(Math.abs(loop.view[n] - expected) < 1e-5, `${channel} ${n}: ${loop.view[n]} not ${expected}`);
      }
    }
  });
}

test('a plain grain is added sample by sample, and leaves the loop after it alone', () => {
  const [source, window, before] = [whiteNoise(11, 1, 1), whiteNoise(11, 1, 2), whiteNoise(20, 1, 3)];
  const loop = staged(before);
  kernels.layPlain(staged(source).pointer, staged(window).pointer, 11, 0.3, loop.pointer);
  const expected = before.map((value, n) =>
    n < 11 ? value + single(source[n] * single(window[n] * single(0.3))) : value,
  );
  assert.deepEqual(loop.view, expected);
});

test('squared windows are added, and the loop is divided by the root of their sum, or of the least one', () => {
  const [window, before, plane] = [whiteNoise(11, 1, 1), whiteNoise(12, 1, 2).map(Math.abs), whiteNoise(12, 1, 3)];
  const weight = staged(before);
  kernels.addSquares(staged(window).pointer, 11, weight.pointer);
  const sums = before.map((value, n) => (n < 11 ? value + single(window[n] ** 2) : value));
  assert.deepEqual(weight.view, sums);
  const evened = staged(plane);
  kernels.evenDensity(evened.pointer, weight.pointer, 0.5, 12);
  assert.deepEqual(
    evened.view,
    plane.map((value, n) => value / single(Math.sqrt(Math.max(0.5, sums[n])))),
  );
});

test('a table of 4096 weights is stretched to any length, from its first to its last', () => {
  const table = Float32Array.from({ length: 4096 }, (_, i) => i);
  const pointer = staged(table).pointer;
  for (const frames of [64, 1000, 4096, 14112, 88200]) {
    const window = room(frames);
    kernels.stretchWindow(pointer, frames, window.pointer);
    for (let n = 0; n < frames; n++)
      assert.ok(Math.abs(window.view[n] - ((n + 0.5) * 4096) / frames) <= 1.1, `${n} of ${frames}`);
  }
});
