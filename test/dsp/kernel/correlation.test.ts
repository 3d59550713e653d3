import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { staged } from './staged.ts';

/** The plain twin, in float64. */
function plainCorrelation(a: Float32Array, b: Float32Array): number {
  const sum = (term: (x: number, y: number) => number) => a.reduce((total, x, n) => total + term(x, b[n]), 0);
  const energies = sum((x) => x * x) * sum((_, y) => y * y);
  return energies > 0 ? sum((x, y) => x * y) / Math.sqrt(energies) : 0;
}

test('a correlation is that of the plain twin, of any length and from any sample on', () => {
  const noise = whiteNoise(2000, 0.5, 1);
  const mixed = whiteNoise(2000, 0.5, 2).map((x, n) => x - 0.7 * noise[n]);
  const [first, second] = [staged(noise).pointer, staged(mixed).pointer];
  for (const count of [1, 3, 4, 255, 256, 257, 1000, 1993])
    for (const [a, b] of [
      [0, 0],
      [3, 3],
      [1, 7],
    ]) {
      const found = kernels.correlation(first + 4 * a, second + 4 * b, count);
      const plain = plainCorrelation(noise.subarray(a, a + count), mixed.subarray(b, b + count));
      assert.ok(Math.abs(found - plain) < 1e-6, `${count} from ${a} and ${b}: ${found}, not ${plain}`);
    }
});

test('silence is like nothing', () => {
  const silence = staged(new Float32Array(300)).pointer;
  assert.equal(kernels.correlation(silence, staged(whiteNoise(300)).pointer, 300), 0);
});
