import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { coarseLog2 } from '../../src/dsp/coarse-logarithm.ts';
import { levelCode, levelDbfs } from '../../src/dsp/level-code.ts';

test('the coarse logarithm is within 0.00012 of the true one', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-300, max: 1e300, noNaN: true }),
      (x) => Math.abs(coarseLog2(x) - Math.log2(x)) < 1.2e-4,
    ),
    { numRuns: 2000 },
  );
});

test('a level and its code are at most a quarter of a decibel apart, and louder is never less', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -126, max: 0, noNaN: true }),
      fc.double({ min: 0, max: 3, noNaN: true }),
      (db, rise) => {
        const code = levelCode(10 ** (db / 10));
        return Math.abs(levelDbfs(code) - db) < 0.2505 && levelCode(10 ** ((db + rise) / 10)) >= code;
      },
    ),
    { numRuns: 1000 },
  );
});

test('silence and what is too loud take the first and the last code', () => {
  assert.deepEqual([0, 1e-13, 1, 1.2, 1000].map(levelCode), [0, 0, 254, 255, 255]);
});
