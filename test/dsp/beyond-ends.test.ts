import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyCircular, copyFromSilence, rotated } from '../../src/dsp/beyond-ends.ts';
import { whiteNoise } from './signals.ts';

test('turning a loop all the way round gives the loop', () => {
  const loop = whiteNoise(1000);
  assert.deepEqual(rotated(rotated(loop, 300), 700), loop);
  assert.deepEqual(rotated(new Float32Array(0), 0), new Float32Array(0));
});

test('a loop is read round its ends, several times if need be, from before its start and from after its end', () => {
  const loop = Float32Array.of(0, 1, 2, 3, 4);
  for (const start of [-13, -5, -1, 0, 3, 5, 12]) {
    const read = new Float32Array(12);
    copyCircular(loop, start, read);
    assert.deepEqual(
      Array.from(read),
      Array.from(read, (_, i) => (start + i + 100) % 5),
    );
  }
});

test('a one-shot is read with silence before and after it', () => {
  const signal = Float32Array.of(1, 2, 3);
  for (const [start, expected] of [
    [-2, [0, 0, 1, 2]],
    [-1, [0, 1, 2, 3]],
    [0, [1, 2, 3, 0]],
    [2, [3, 0, 0, 0]],
    [-9, [0, 0, 0, 0]],
    [3, [0, 0, 0, 0]],
  ] as const) {
    const read = new Float32Array(4).fill(9);
    copyFromSilence(signal, start, read);
    assert.deepEqual(Array.from(read), expected);
  }
});
