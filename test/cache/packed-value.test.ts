import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { packValue, unpackValue } from '../../src/cache/packed-value.ts';

const arrays = fc.oneof(
  fc.float32Array({ maxLength: 20 }),
  fc.float64Array({ maxLength: 20 }),
  fc.uint8Array({ maxLength: 20 }),
  fc.uint32Array({ maxLength: 20 }),
);

describe('a packed value', () => {
  it('comes back as it was, to the last bit of every number', () => {
    const values = fc.letrec((tie) => ({
      leaf: fc.oneof(fc.double({ noNaN: true }), fc.string(), fc.boolean(), fc.constant(null), arrays),
      value: fc.oneof(
        { maxDepth: 3 },
        tie('leaf'),
        fc.array(tie('value')),
        fc.dictionary(fc.stringMatching(/^[a-z]+$/), tie('value'), { noNullPrototype: true }),
      ),
    }));
    fc.assert(
      fc.property(values.value, (value) => {
        assert.deepStrictEqual(unpackValue(packValue(value)), value);
      }),
      {
        examples: [[-0], [-Infinity], [{ a: new Float32Array([-0, NaN, 1e-45]), b: [new Float64Array([1 / 3]), NaN] }]],
      },
    );
  });

  it('is the same bytes for the same value, the numbers little-endian behind one line', () => {
    const packed = packValue({ rate: 8000, levels: new Float32Array([1, -2]) });
    const line = '{"rate":8000,"levels":{"$array":"float32","at":0,"length":2}}\n';
    assert.deepEqual(Buffer.from(packed), Buffer.concat([Buffer.from(line), Buffer.from('0000803f000000c0', 'hex')]));
  });

  it('is never quietly something else: an array of another kind is refused', () => {
    assert.throws(() => packValue({ counts: new Int16Array(3) }), TypeError);
  });
});
