import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { actionKey, explainChange, type Fingerprint, keysAfter } from '../../src/plan/fingerprint.ts';

const name = fc.constantFrom('kind', 'fft', 'clouds.count', 'source audio', 'a"b', 'a,b');
const value = fc.oneof(fc.string({ maxLength: 4 }), fc.constantFrom('0'.repeat(64), `0${'1'.repeat(63)}`));
const fingerprint: fc.Arbitrary<Fingerprint> = fc.uniqueArray(fc.tuple(name, value), { selector: ([first]) => first });

describe('actionKey', () => {
  it('is 64 hex digits and the same for equal lists', () => {
    fc.assert(
      fc.property(fingerprint, (lines) => {
        assert.match(actionKey(lines), /^[0-9a-f]{64}$/);
        assert.equal(actionKey(lines.map(([a, b]) => [a, b])), actionKey(lines));
      }),
    );
  });

  it('changes when any name or value changes, a line comes, goes or moves', () => {
    fc.assert(
      fc.property(fingerprint, fc.nat(), (lines, pick) => {
        fc.pre(lines.length > 0);
        const at = pick % lines.length;
        const others = [
          lines.map(([a, b], i): [string, string] => (i === at ? [a, `${b}x`] : [a, b])),
          lines.map(([a, b], i): [string, string] => (i === at ? [`${a}x`, b] : [a, b])),
          lines.filter((_, i) => i !== at),
          [...lines, ['extra', ''] as const],
          ...(at > 0 ? [[lines[at], ...lines.filter((_, i) => i !== at)]] : []),
        ];
        const keys = [lines, ...others].map(actionKey);
        assert.equal(new Set(keys).size, keys.length);
      }),
    );
  });

  it('keeps names and values apart, whatever is in them', () => {
    assert.notEqual(
      actionKey([['a', 'b","c']]),
      actionKey([
        ['a', 'b'],
        ['c', ''],
      ]),
    );
    assert.notEqual(actionKey([['ab', 'c']]), actionKey([['a', 'bc']]));
  });
});

describe('keysAfter', () => {
  it('gives the keys of whole lists, one after another', () => {
    fc.assert(
      fc.property(fingerprint, fc.array(fc.tuple(name, value)), (shared, lines) => {
        fc.pre(shared.length > 0);
        const keyOf = keysAfter(shared);
        for (const line of lines) assert.equal(keyOf(line), actionKey([...shared, line]));
      }),
    );
  });
});

describe('explainChange', () => {
  it('is empty exactly when the keys are equal', () => {
    fc.assert(
      fc.property(fingerprint, fingerprint, (before, after) => {
        assert.equal(explainChange(before, after).length === 0, actionKey(before) === actionKey(after));
        assert.deepEqual(explainChange(before, before), []);
      }),
    );
  });

  it('is not silent about an order that changed, as the key is not', () => {
    assert.deepEqual(
      explainChange(
        [
          ['a', '1'],
          ['b', '2'],
        ],
        [
          ['b', '2'],
          ['a', '1'],
        ],
      ),
      ['the same is read in another order'],
    );
  });

  it('tells old and new value, and what is newly or no longer read', () => {
    assert.deepEqual(
      explainChange(
        [
          ['clouds.overlap_ratio', '0.7'],
          ['old', '1'],
        ],
        [
          ['clouds.overlap_ratio', '0.6'],
          ['new', '2'],
        ],
      ),
      ['clouds.overlap_ratio 0.7 → 0.6', 'new 2 (newly read)', 'old 1 → (no longer read)'],
    );
  });

  it('tells digests by their first characters and an edited source by name', () => {
    assert.deepEqual(explainChange([['source audio', 'a'.repeat(64)]], [['source audio', 'b'.repeat(64)]]), [
      'source audio aaaa… → bbbb… (edited)',
    ]);
  });
});
