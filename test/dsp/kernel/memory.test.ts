import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { borrowing, Doubles, Floats } from '../../../src/dsp/kernel/memory.ts';

test('what was written stays when the memory of the machine grows, and is seen by those who ask for the view anew', () => {
  const kept = new Doubles(3);
  const before = kept.view;
  before.set([1, 2, 3]);
  const large = new Floats(2 ** 24);
  assert.equal(before.length, 0, 'the memory did not grow: the test shows nothing');
  assert.deepEqual(Array.from(kept.view), [1, 2, 3]);
  large.free();
  kept.free();
});

test('lent pieces are aligned for SIMD, apart from each other, and lent again once given back', () => {
  const [first, second] = [new Floats(5), new Floats(5)];
  assert.equal(first.pointer % 16, 0);
  assert.ok(Math.abs(first.pointer - second.pointer) >= 20);
  second.free();
  const third = new Floats(5);
  assert.equal(third.pointer, second.pointer);
  third.free();
  first.free();
});

test('every kernel is a function of the machine', () => {
  for (const [name, kernel] of Object.entries(kernels)) if (name !== 'memory') assert.equal(typeof kernel, 'function');
  assert.equal(kernels.weightedEnergy.length, 6);
});

test('what is borrowed is silent, and lent again when its user ends or fails', () => {
  const pointers: number[] = [];
  const use = (fails: boolean): void =>
    borrowing((lender) => {
      const floats = lender.floats(40);
      assert.ok(floats.view.every((value) => value === 0));
      floats.view.fill(1);
      pointers.push(floats.pointer);
      if (fails) throw new Error('as asked');
    });
  assert.throws(() => use(true), /as asked/);
  use(false);
  assert.equal(pointers[1], pointers[0]);
});
