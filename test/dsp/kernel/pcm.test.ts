import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { Bytes, type Floats } from '../../../src/dsp/kernel/memory.ts';
import { room, staged } from './staged.ts';

/** Interleaved pairs whose values reach from one extreme to the other, and the bytes they are stored in. */
function pairs(frames: number, byteCount: 2 | 3, littleEndian: boolean): { values: number[]; bytes: Bytes } {
  const half = 2 ** (8 * byteCount - 1);
  const values = Array.from({ length: 2 * frames }, (_, i) =>
    i === 0 ? -half : i === 1 ? half - 1 : (i * 7919 * 31) % half,
  );
  const buffer = Buffer.alloc((frames + 8) * 2 * byteCount);
  for (const [i, value] of values.entries())
    littleEndian
      ? buffer.writeIntLE(value, i * byteCount, byteCount)
      : buffer.writeIntBE(value, i * byteCount, byteCount);
  const bytes = new Bytes(buffer.length);
  bytes.view.set(buffer);
  return { values: values.map((value) => value / half), bytes };
}

for (const byteCount of [2, 3] as const) {
  for (const littleEndian of [true, false]) {
    test(`pairs of ${8 * byteCount} bits, ${littleEndian ? 'little' : 'big'} endian, become planes exactly`, () => {
      const { values, bytes } = pairs(101, byteCount, littleEndian);
      const [left, right] = [staged(new Float32Array(112)), staged(new Float32Array(112))];
      const kernel = byteCount === 2 ? kernels.pairsOf16 : kernels.pairsOf24;
      kernel(bytes.pointer, 101, !littleEndian, left.pointer, right.pointer);
      assert.deepEqual(
        Array.from(left.view.subarray(0, 101)),
        values.filter((_, i) => i % 2 === 0),
      );
      assert.deepEqual(
        Array.from(right.view.subarray(0, 101)),
        values.filter((_, i) => i % 2 === 1),
      );
    });
  }
}

/** The first integer from `from` on that is not brought back to itself over the full scale when divided by the largest value of so many bits. */
function firstLost(plane: Floats, bits: number, from: number): number | null {
  const half = 2 ** (bits - 1);
  for (let i = 0; i < plane.length; i++) plane.view[i] = (from + i) / (half - 1);
  kernels.requantise(plane.pointer, plane.length, half - 1, 1 / half);
  const lost = plane.view.findIndex((value, i) => value !== (from + i) / half);
  return lost < 0 ? null : from + lost;
}

test('every integer of 8 to 24 bits, divided by its largest value, is brought back to the integer over the full scale', () => {
  for (const bits of [8, 12, 16, 20, 24]) {
    const half = 2 ** (bits - 1);
    const plane = room(Math.min(2 * half, 2 ** 16));
    for (let from = -half; from < half; from += plane.length)
      assert.equal(firstLost(plane, bits, from), null, `${bits}`);
  }
});
