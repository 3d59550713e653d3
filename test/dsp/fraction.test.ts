import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fractionNear } from '../../src/dsp/fraction.ts';

test('fractions are found again from their quotient, in lowest terms', () => {
  const part = fc.integer({ min: 1, max: 640 });
  fc.assert(
    fc.property(part, part, (numerator, denominator) => {
      const found = fractionNear(numerator / denominator, 1e-12, 640);
      assert.equal((found?.numerator ?? 0) * denominator, (found?.denominator ?? 0) * numerator);
      assert.ok((found?.numerator ?? 641) <= numerator);
    }),
  );
});

test('pi is 355/113, unless it may be rougher; what takes larger numbers is none', () => {
  assert.deepEqual(fractionNear(Math.PI, 1e-6, 640), { numerator: 355, denominator: 113 });
  assert.deepEqual(fractionNear(Math.PI, 1e-3, 640), { numerator: 22, denominator: 7 });
  assert.equal(fractionNear(Math.PI, 1e-9, 640), null);
  assert.equal(fractionNear(1.0001, 1e-6, 640), null);
  assert.equal(fractionNear(Number.NaN, 1e-6, 640), null);
});
