import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MEDIAN_WINDOW, mediansAlong, RunningMedians } from '../../src/dsp/running-median.ts';

const HALF = (MEDIAN_WINDOW - 1) / 2;
/** Few values, so that windows hold equal ones, and ranges of many magnitudes. */
const values = fc
  .array(fc.oneof(fc.integer({ min: 0, max: 3 }), fc.float({ min: 0, max: 1, noNaN: true })), {
    minLength: MEDIAN_WINDOW,
    maxLength: 80,
  })
  .map((list) => Float32Array.from(list));
const medianOf = (window: Float32Array): number => window.slice().sort()[HALF];

test('medians along a row are those of each window sorted', () => {
  fc.assert(
    fc.property(values, (row) => {
      const medians = new Float32Array(row.length - MEDIAN_WINDOW + 1);
      mediansAlong(row, medians);
      const expected = medians.map((_, i) => medianOf(row.subarray(i, i + MEDIAN_WINDOW)));
      assert.deepEqual(medians, expected);
    }),
  );
});

test('medians over time are those of the last values of each series, which begin with copies of their first', () => {
  fc.assert(
    fc.property(values, values, (one, other) => {
      const running = new RunningMedians(Float32Array.of(one[0], other[0]));
      const before = new Float32Array(MEDIAN_WINDOW - 1);
      const [long, otherLong] = [one, other].map((series) => Float32Array.of(...before.fill(series[0]), ...series));
      for (let i = 1; i < Math.min(one.length, other.length); i++) {
        running.push(Float32Array.of(one[i], other[i]));
        assert.equal(running.medians[0], medianOf(long.subarray(i, i + MEDIAN_WINDOW)));
        assert.equal(running.medians[1], medianOf(otherLong.subarray(i, i + MEDIAN_WINDOW)));
      }
    }),
  );
});
