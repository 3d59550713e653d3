import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { whiteNoise } from '../signals.ts';
import { emptyDoubles, isNear, staged } from './staged.ts';

const FRAMES = 512;
const left = whiteNoise(FRAMES, 1.2, 3);
const right = whiteNoise(FRAMES, 0.9, 4);
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const each = (of: (l: number, r: number) => number): number[] => Array.from(left, (l, i) => of(l, right[i]));

test('the levels of a pair of planes are those of plain sums', () => {
  const figures = emptyDoubles(7);
  kernels.pairLevels(staged(left).pointer, staged(right).pointer, FRAMES, 1, figures.pointer);
  const plain = [
    sum(each((l) => l)),
    sum(each((_, r) => r)),
    sum(each((l) => l * l)),
    sum(each((_, r) => r * r)),
    sum(each((l, r) => l * r)),
    Math.max(...each((l, r) => Math.max(Math.abs(l), Math.abs(r)))),
    each((l, r) => Math.max(Math.abs(l), Math.abs(r))).filter((magnitude) => magnitude >= 1).length,
  ];
  assert.ok(plain[6] > 0);
  for (const [i, value] of plain.entries())
    assert.ok(Math.abs(figures.view[i] - value) < 1e-4, `${i}: ${figures.view[i]} instead of ${value}`);
  assert.equal(figures.view[5], plain[5]);
  assert.equal(figures.view[6], plain[6]);
});

test('mid and side are half the sum and half the difference, and their energies plain sums', () => {
  const [mid, side] = [staged(new Float32Array(FRAMES)), staged(new Float32Array(FRAMES))];
  const energies = emptyDoubles(2);
  kernels.midSide(staged(left).pointer, staged(right).pointer, FRAMES, mid.pointer, side.pointer, energies.pointer);
  assert.deepEqual(
    mid.view,
    Float32Array.from(left, (l, i) => 0.5 * Math.fround(l + right[i])),
  );
  assert.deepEqual(
    side.view,
    Float32Array.from(left, (l, i) => 0.5 * Math.fround(l - right[i])),
  );
  assert.ok(isNear(energies.view[0], sum(Array.from(mid.view, (m) => m * m)), 1e-6));
  assert.ok(isNear(energies.view[1], sum(Array.from(side.view, (s) => s * s)), 1e-6));
});

test('the energy of the first difference is taken block by block, the first block from the sample before', () => {
  const lead = Float32Array.of(0, 0, 0, 0.5);
  const led = (plane: Float32Array): Float32Array => Float32Array.of(...lead, ...plane);
  const energies = emptyDoubles(4);
  const [l, r] = [staged(led(left)), staged(led(right))];
  kernels.differenceEnergies(l.pointer + 16, r.pointer + 16, 4, FRAMES / 4, energies.pointer);
  for (let block = 0; block < 4; block++) {
    const steps = [led(left), led(right)].flatMap((plane) =>
      Array.from({ length: FRAMES / 4 }, (_, i) => {
        const at = 4 + (block * FRAMES) / 4 + i;
        return (plane[at] - plane[at - 1]) ** 2;
      }),
    );
    assert.ok(isNear(energies.view[block], sum(steps), 1e-5), `${block}`);
  }
});
