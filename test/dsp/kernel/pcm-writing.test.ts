import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { Bytes } from '../../../src/dsp/kernel/memory.ts';
import { whiteNoise } from '../signals.ts';
import { room, staged } from './staged.ts';

/** Samples that lie on, just below and just above the middle between two steps, and beyond full scale. */
function edgeCases(fullScale: number): Float32Array {
  const middles = [0.5, -0.5, 1.5, -1.5, 2 ** 21 + 0.5, 1 - fullScale + 0.5].map((steps) => steps / fullScale);
  const beside = middles.flatMap((x) => [x, x * (1 - 2 ** -24), x * (1 + 2 ** -23)]);
  return Float32Array.of(...beside, 0, -0, 1, -1, 1.5, -1.5, Infinity, -Infinity, Number.NaN, 1e-30);
}

/** The nearest whole number, the even one of two. */
function nearest(x: number): number {
  const below = Math.floor(x);
  const isAbove = x - below === 0.5 ? below % 2 !== 0 : x - below > 0.5;
  return isAbove ? below + 1 : below;
}

/** The plain twin in float64: rounded, clamped, as little-endian bytes. */
function plainBytes(samples: Float32Array, bits: 16 | 24): number[] {
  const fullScale = 2 ** (bits - 1);
  return Array.from(samples).flatMap((x) => {
    const step = Math.max(-fullScale, Math.min(fullScale - 1, nearest(x * fullScale)));
    return [step & 255, (step >> 8) & 255, (step >> 16) & 255].slice(0, bits / 8);
  });
}

for (const bits of [16, 24] as const) {
  test(`${bits}-bit integers are those of the plain twin, byte for byte, also halfway between steps and beyond full scale`, () => {
    const samples = Float32Array.of(...edgeCases(2 ** (bits - 1)), ...whiteNoise(4000, 1.1));
    assert.equal(samples.length % 4, 0);
    const bytes = new Bytes((samples.length * bits) / 8 + 4);
    kernels[`bytesOf${bits}`](staged(samples).pointer, samples.length, bytes.pointer);
    assert.deepEqual(Array.from(bytes.view.subarray(0, -4)), plainBytes(samples, bits));
  });
}

test('interleaved planes take turns', () => {
  const output = room(16);
  kernels.interleave(
    staged([1, 2, 3, 4, 5, 6, 7, 8]).pointer,
    staged([-1, -2, -3, -4, -5, -6, -7, -8]).pointer,
    8,
    output.pointer,
  );
  assert.deepEqual(Array.from(output.view), [1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6, 7, -7, 8, -8]);
});
