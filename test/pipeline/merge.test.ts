import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { expandDottedNames, mergeValues, type Values } from '../../src/pipeline/merge.ts';

const single = fc.oneof(
  fc.integer(),
  fc.boolean(),
  fc.string({ maxLength: 3 }),
  fc.array(fc.integer(), { maxLength: 3 }),
);
const key = fc.constantFrom('a', 'b', 'c', '__proto__');
const section = fc.dictionary(key, single, { maxKeys: 3, noNullPrototype: true });
/** As the schema has it: a name is either a section in every file or a single value in every file. */
const recipe: fc.Arbitrary<Values> = fc.record(
  { pads: section, clouds: section, hiss: section, description: single },
  { requiredKeys: [], noNullPrototype: true },
);

describe('mergeValues', () => {
  it('is associative over recipes, so a chain may be folded from either end', () => {
    fc.assert(
      fc.property(recipe, recipe, recipe, (a, b, c) => {
        assert.deepEqual(mergeValues(mergeValues(a, b), c), mergeValues(a, mergeValues(b, c)));
      }),
    );
  });

  it('has the empty recipe as its neutral element and gives the same again when repeated', () => {
    fc.assert(
      fc.property(recipe, recipe, (a, b) => {
        assert.deepEqual(mergeValues(a, {}), a);
        assert.deepEqual(mergeValues({}, a), a);
        const merged = mergeValues(a, b);
        assert.deepEqual(mergeValues(merged, b), merged);
      }),
    );
  });

  it('changes neither side', () => {
    fc.assert(
      fc.property(recipe, recipe, (a, b) => {
        const before = JSON.stringify([a, b]);
        mergeValues(a, b);
        assert.equal(JSON.stringify([a, b]), before);
      }),
    );
  });

  it('replaces lists and lets the upper side win where one has a section and the other a value', () => {
    assert.deepEqual(mergeValues({ a: [1, 2], b: { c: 1 } }, { a: [3], b: 2 }), { a: [3], b: 2 });
    assert.deepEqual(mergeValues({ b: 2 }, { b: { c: 1 } }), { b: { c: 1 } });
    assert.deepEqual(mergeValues({ b: { c: 1 } }, { b: null }), { b: null });
  });

  it('keeps a key named __proto__ as a key, for the schema to refuse', () => {
    const merged = mergeValues({ a: 1 }, JSON.parse('{ "__proto__": { "b": 2 } }') as Values);
    assert.deepEqual(Object.keys(merged), ['a', '__proto__']);
    assert.equal(Object.getPrototypeOf(merged), Object.prototype);
  });
});

describe('expandDottedNames', () => {
  it('splits at the first dot and merges what falls together', () => {
    assert.deepEqual(
      expandDottedNames({ 'clouds.count': 1, clouds: { overlap_ratio: 0.5 }, 'clouds.a.b': 2, plain: 3 }),
      {
        clouds: { count: 1, overlap_ratio: 0.5, 'a.b': 2 },
        plain: 3,
      },
    );
  });
});
