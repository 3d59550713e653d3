import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

const TAPS = 24;
const signal = whiteNoise(300, 1, 1);
const input = staged(signal).pointer;

const plainDot = (start: number, rows: Float32Array, row: number): number =>
  rows.subarray(row * TAPS, (row + 1) * TAPS).reduce((sum, weight, j) => sum + weight * signal[start + j], 0);

for (const { phases, step } of [
  { phases: 7, step: 3 },
  { phases: 5, step: 12 },
  { phases: 1, step: 2 },
]) {
  test(`samples ${step}/${phases} apart are the plain sums with the row of their phase`, () => {
    const rows = whiteNoise(phases * TAPS, 1, 2);
    const output = room(40);
    const first = phases - 1;
    kernels.interpolateExactly(input, staged(rows).pointer, TAPS, phases, step, first, 38, output.pointer);
    for (const [i, value] of output.view.entries()) {
      const position = first + i * step;
      const expected = plainDot(Math.floor(position / phases), rows, position % phases);
      assert.ok(Math.abs(value - expected) < 1e-5, `${i}: ${value} not ${expected}`);
    }
  });
}

for (const step of [0.3, 1, 2.6875]) {
  test(`samples ${step} apart lie between the plain sums with the two rows nearest to them`, () => {
    const phases = 37;
    const rows = whiteNoise((phases + 1) * TAPS, 1, 3);
    const output = room(40);
    kernels.interpolateBetween(input, staged(rows).pointer, TAPS, phases, 0.625, step, 38, output.pointer);
    for (const [i, value] of output.view.entries()) {
      const position = 0.625 + i * step;
      const start = Math.floor(position);
      const row = Math.floor((position - start) * phases);
      const share = (position - start) * phases - row;
      const expected = (1 - share) * plainDot(start, rows, row) + share * plainDot(start, rows, row + 1);
      assert.ok(Math.abs(value - expected) < 1e-5, `${i}: ${value} not ${expected}`);
    }
  });
}
