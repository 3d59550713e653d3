import assert from 'node:assert/strict';
import { test } from 'node:test';
import { copyOfPlane, lendingFrom, newBytes, newPlane, PlanePool } from '../../src/dsp/planes.ts';

test('planes that a pool lends are silent, apart from each other, and lent anew once they were taken back', () => {
  const pool = new PlanePool(4096);
  const [first, second] = lendingFrom(pool, () => [newPlane(100), newPlane(3)]);
  first.fill(1);
  second.fill(2);
  assert.deepEqual(first, new Float32Array(100).fill(1));
  pool.reclaim();
  const again = pool.take(200);
  assert.equal(again.buffer, first.buffer);
  assert.deepEqual(again, new Float32Array(200));
});

test('what does not fit into the pool, and what is made outside of its work, is an array of its own', () => {
  const pool = new PlanePool(4096);
  const lent = pool.take(1000);
  const beside = pool.take(100);
  assert.notEqual(beside.buffer, lent.buffer);
  assert.throws(() => lendingFrom(pool, () => assert.fail('the work fails')));
  assert.equal(newPlane(5).buffer.byteLength, 20);
});

test('copies and bytes are lent as well', () => {
  const pool = new PlanePool(4096);
  const original = Float32Array.of(1, 2, 3);
  const [copy, bytes] = lendingFrom(pool, () => [copyOfPlane(original), newBytes(5)] as const);
  assert.deepEqual(copy, original);
  assert.deepEqual(bytes, new Uint8Array(5));
  assert.equal(copy.buffer, bytes.buffer);
});
