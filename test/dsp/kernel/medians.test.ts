import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { room, staged } from './staged.ts';

/** Few values, so that windows hold equal ones, and ranges of many magnitudes. */
const values = (length: number) =>
  fc.array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.float({ min: 0, max: 1, noNaN: true })), {
    minLength: length,
    maxLength: length,
  });
const medianOf = (window: readonly number[]): number => Float32Array.from(window).sort()[(window.length - 1) / 2];

test('medians along a row are those of each 17 neighbours sorted', () => {
  const rows = fc.integer({ min: 1, max: 12 }).chain((fours) => values(4 * fours + 16));
  const work = room(160);
  fc.assert(
    fc.property(rows, (row) => {
      const count = row.length - 16;
      const [from, medians] = [staged(row), room(count)];
      kernels.mediansAlong(from.pointer, count, work.pointer, medians.pointer);
      const found = Array.from(medians.view);
      from.free();
      medians.free();
      assert.deepEqual(
        found,
        found.map((_, i) => medianOf(row.slice(i, i + 17))),
      );
    }),
  );
});

test('medians over 9 rows are those of each column sorted, whatever stands between the rows', () => {
  const stride = 12;
  fc.assert(
    fc.property(values(9 * stride), (table) => {
      const [from, medians] = [staged(table), room(8)];
      kernels.mediansOfRows(from.pointer, 4 * stride, 8, medians.pointer);
      const found = Array.from(medians.view);
      from.free();
      medians.free();
      assert.deepEqual(
        found,
        found.map((_, column) => medianOf(Array.from({ length: 9 }, (_, row) => table[row * stride + column]))),
      );
    }),
  );
});
