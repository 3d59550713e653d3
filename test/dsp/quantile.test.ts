import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { quantile } from '../../src/dsp/quantile.ts';

it('a quantile is the value at its rank in the sorted values', () => {
  const values = fc.float32Array({ min: 0, noNaN: true, noDefaultInfinity: true, minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 1, noNaN: true }), (drawn, share) => {
      const rank = Math.min(drawn.length - 1, Math.floor(share * drawn.length));
      assert.equal(quantile(drawn, share), drawn.slice().sort()[rank] + 0);
    }),
  );
});

it('a quantile of nothing is 0', () => assert.equal(quantile(new Float32Array(0), 0.5), 0));
