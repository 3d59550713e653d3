import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fractionNear } from '../../src/dsp/fraction.ts';
import { transpositionRatio } from '../../src/dsp/transposition.ts';

test('transpositions are within 0.06 cents, octaves exact, and nearly all whole semitones fractions of small numbers', () => {
  let simple = 0;
  for (let semitones = -24; semitones <= 24; semitones += 0.5) {
    const ratio = transpositionRatio(semitones);
    assert.ok(Math.abs(1200 * Math.log2(ratio) - 100 * semitones) < 0.06, `${semitones}`);
    if (Number.isInteger(semitones) && fractionNear(ratio, 1e-12, 640)) simple++;
  }
  assert.deepEqual([-12, 0, 12, 24].map(transpositionRatio), [0.5, 1, 2, 4]);
  assert.ok(simple >= 45, `${simple} of 49`);
});
