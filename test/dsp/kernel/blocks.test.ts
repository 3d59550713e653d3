import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BLOCK_SAMPLES, changeBlocks, showBlocks, showPairs } from '../../../src/dsp/kernel/blocks.ts';
import { heapFloats, kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';

const LENGTHS = [0, 1, 5, BLOCK_SAMPLES - 1, BLOCK_SAMPLES, 2 * BLOCK_SAMPLES + 3];
const read = (pointer: number, count: number): number[] =>
  Array.from(heapFloats().subarray(pointer / 4, pointer / 4 + count));

for (const length of LENGTHS) {
  test(`${length} samples are shown once each, in their order, with silence up to a multiple of four`, () => {
    const [left, right] = [whiteNoise(length, 1, 1), whiteNoise(length, 1, 2)];
    const shown: number[][] = [[], [], []];
    showBlocks(left, (pointer, count) => {
      shown[0].push(...read(pointer, count));
      assert.ok(read(pointer + 4 * count, (4 - (count % 4)) % 4).every((sample) => sample === 0));
    });
    showPairs(left, right, (leftPointer, rightPointer, count) => {
      shown[1].push(...read(leftPointer, count));
      shown[2].push(...read(rightPointer, count));
    });
    assert.deepEqual(
      shown,
      [left, left, right].map((plane) => Array.from(plane)),
    );
  });

  test(`${length} samples are changed into another plane or in place, and the source is left alone`, () => {
    const signal = whiteNoise(length);
    const before = signal.slice();
    const firsts: number[] = [];
    const doubled = new Float32Array(length);
    changeBlocks(signal, doubled, (pointer, count, first) => {
      firsts.push(first);
      kernels.scaled(pointer, count, 2);
    });
    assert.deepEqual(signal, before);
    assert.deepEqual(
      doubled,
      before.map((x) => 2 * x),
    );
    assert.deepEqual(
      firsts,
      Array.from({ length: Math.ceil(length / BLOCK_SAMPLES) }, (_, i) => i * BLOCK_SAMPLES),
    );
    changeBlocks(signal, signal, (pointer, count) => kernels.scaled(pointer, count, 2));
    assert.deepEqual(signal, doubled);
  });
}
