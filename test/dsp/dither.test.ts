import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ditherTpdf } from '../../src/dsp/dither.ts';
import { Random } from '../../src/dsp/random.ts';

const random = () => new Random('0123456789abcdef'.repeat(4));
const STEP = 1 / 32768;

test('a constant below half a step survives rounding on average, within 2 % of a step', () => {
  const signal = new Float32Array(200000).fill(0.3 * STEP);
  ditherTpdf(signal, 16, random());
  const average = signal.reduce((sum, x) => sum + Math.round(x / STEP), 0) / signal.length;
  assert.ok(Math.abs(average - 0.3) < 0.02, `${average}`);
});

test('the noise is triangular: within one step, with a variance of a sixth of its square', () => {
  const signal = new Float32Array(200000).fill(0.5);
  ditherTpdf(signal, 16, random());
  const noise = signal.map((x) => (x - 0.5) / STEP);
  assert.ok(noise.every((x) => Math.abs(x) <= 1));
  assert.ok(Math.abs(noise.reduce((sum, x) => sum + x * x, 0) / noise.length - 1 / 6) < 0.005);
});

test('exact zeros stay, and the same seed gives the same noise', () => {
  const first = Float32Array.of(0, 0.5, 0, 0.25);
  const second = first.slice();
  ditherTpdf(first, 16, random());
  ditherTpdf(second, 16, random());
  assert.deepEqual(first, second);
  assert.equal(first[0], 0);
  assert.equal(first[2], 0);
});
