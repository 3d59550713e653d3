import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as elementary from '../../src/dsp/elementary.ts';

/** Units in the last place between two numbers of one sign. */
function ulps(a: number, b: number): number {
  const view = new DataView(new ArrayBuffer(8));
  const ordinal = (x: number): bigint => {
    view.setFloat64(0, x);
    return view.getBigInt64(0);
  };
  const distance = ordinal(a) - ordinal(b);
  return Number(distance < 0n ? -distance : distance);
}

const within = (minimum: number, maximum: number): fc.Arbitrary<number> =>
  fc.double({ min: minimum, max: maximum, noNaN: true });

/** The engine's own functions are within 1 ulp of the truth, so 2 ulp of ours are at most 3 from theirs. */
function agrees(ours: (x: number) => number, engines: (x: number) => number, range: fc.Arbitrary<number>): void {
  fc.assert(
    fc.property(range, (x) => ulps(ours(x), engines(x)) <= 3 || Math.abs(ours(x) - engines(x)) < 1e-300),
    { numRuns: 2000 },
  );
}

test('exp and log agree with the engine within 3 ulp', () => {
  agrees(elementary.exp, Math.exp, within(-700, 700));
  agrees(elementary.log, Math.log, within(1e-300, 1e300));
  agrees(elementary.log, Math.log, within(0.5, 2));
});

test('sine and cosine of audio phases agree with the engine within 2e-16, far from the origin within 1e-10', () => {
  fc.assert(
    fc.property(within(-1000, 1000), (x) => {
      assert.ok(Math.abs(elementary.sin(x) - Math.sin(x)) < 3e-16);
      assert.ok(Math.abs(elementary.cos(x) - Math.cos(x)) < 3e-16);
    }),
    { numRuns: 2000 },
  );
  fc.assert(fc.property(within(-1e6, 1e6), (x) => Math.abs(elementary.sin(x) - Math.sin(x)) < 1e-10));
});

test('tan, tanh, atan2 and pow agree with the engine to 13 digits', () => {
  const close = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-13 * Math.max(1e-3, Math.abs(b));
  fc.assert(fc.property(within(-1.5, 1.5), (x) => close(elementary.tan(x), Math.tan(x))));
  fc.assert(fc.property(within(-30, 30), (x) => close(elementary.tanh(x), Math.tanh(x))));
  fc.assert(
    fc.property(within(-9, 9), within(-9, 9), (y, x) => y === 0 || close(elementary.atan2(y, x), Math.atan2(y, x))),
  );
  fc.assert(fc.property(within(1e-6, 1e6), within(-8, 8), (b, e) => close(elementary.pow(b, e) / b ** e, 1)));
});

test('decibels and gains undo each other', () => {
  fc.assert(fc.property(within(-140, 40), (db) => Math.abs(elementary.gainToDb(elementary.dbToGain(db)) - db) < 1e-11));
  assert.equal(elementary.gainToDb(1), 0);
  assert.ok(Math.abs(elementary.powerToDb(0.5) + 3.0103) < 1e-4);
  assert.equal(elementary.dbToGain(-Infinity), 0);
  assert.equal(elementary.gainToDb(0), -Infinity);
});

test('the edges are what the comments say', () => {
  assert.equal(elementary.exp(0), 1);
  assert.equal(elementary.exp(-800), 0);
  assert.equal(elementary.exp(710), Infinity);
  assert.equal(elementary.log(1), 0);
  assert.equal(elementary.log(0), -Infinity);
  assert.ok(Number.isNaN(elementary.log(-1)));
  assert.ok(Number.isNaN(elementary.sin(Infinity)));
  assert.equal(elementary.log2(8), 3);
  assert.equal(elementary.atan2(0, 0), 0);
  assert.equal(elementary.pow(0, 2), 0);
  assert.equal(elementary.pow(7, 0), 1);
  assert.ok(Math.abs(elementary.log(5e-324) - Math.log(5e-324)) < 1e-10);
});
