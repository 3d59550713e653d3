import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Random } from '../../src/dsp/random.ts';

const SEED = '0123456789abcdeffedcba9876543210';
const many = (draw: (random: Random) => number): Float64Array => {
  const random = new Random(SEED);
  return Float64Array.from({ length: 20000 }, () => draw(random));
};
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** The reference implementation of xoshiro128** by its authors, in big integers. */
function* reference(seedHex: string): Generator<number> {
  const mask = 0xffffffffn;
  const rotate = (x: bigint, k: bigint): bigint => ((x << k) | (x >> (32n - k))) & mask;
  const s = [0, 1, 2, 3].map((i) => BigInt(`0x${seedHex.slice(8 * i, 8 * i + 8)}`));
  for (;;) {
    yield Number((rotate((s[1] * 5n) & mask, 7n) * 9n) & mask);
    const t = (s[1] << 9n) & mask;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rotate(s[3], 11n);
  }
}

test('the sequence is that of the published generator', () => {
  const random = new Random(SEED);
  const expected = reference(SEED);
  for (let i = 0; i < 1000; i++) assert.equal(random.bits(), expected.next().value);
});

test('one seed gives one sequence, another seed another', () => {
  const [a, b, c] = [new Random(SEED), new Random(SEED), new Random(SEED.replace('0', '1'))];
  const draws = Array.from({ length: 5 }, () => a.bits());
  assert.deepEqual(
    Array.from({ length: 5 }, () => b.bits()),
    draws,
  );
  assert.notDeepEqual(
    Array.from({ length: 5 }, () => c.bits()),
    draws,
  );
});

test('uniform numbers fill [0, 1) evenly, and ranges and integers stay within their bounds', () => {
  const uniform = many((random) => random.uniform());
  assert.ok(uniform.every((value) => value >= 0 && value < 1));
  assert.ok(Math.abs(mean(uniform) - 0.5) < 0.01);
  assert.ok(many((random) => random.between(-3, 5)).every((value) => value >= -3 && value < 5));
  const counts = new Array<number>(6).fill(0);
  for (const die of many((random) => random.integer(6))) counts[die]++;
  assert.ok(
    counts.every((count) => Math.abs(count - 20000 / 6) < 250),
    counts.join(),
  );
  assert.equal(new Random(SEED).integer(0), 0);
});

test('normal numbers have mean 0 and variance 1', () => {
  const normal = many((random) => random.normal());
  assert.ok(Math.abs(mean(normal)) < 0.03);
  assert.ok(Math.abs(mean(normal.map((value) => value * value)) - 1) < 0.05);
  assert.ok(normal.every(Number.isFinite));
});

test('every item is picked sooner or later', () => {
  const random = new Random(SEED);
  assert.equal(new Set(Array.from({ length: 100 }, () => random.pick(['a', 'b', 'c']))).size, 3);
});

test('a seed of zeros still moves, and what is no seed is a range error', () => {
  const random = new Random('0'.repeat(32));
  assert.equal(new Set(Array.from({ length: 20 }, () => random.bits())).size > 10, true);
  assert.throws(() => new Random('abc'), RangeError);
  assert.throws(() => new Random('g'.repeat(32)), RangeError);
});
