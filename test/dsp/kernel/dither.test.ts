import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kernels } from '../../../src/dsp/kernel/machine.ts';
import { Integers } from '../../../src/dsp/kernel/memory.ts';
import { Random } from '../../../src/dsp/random.ts';
import { whiteNoise } from '../signals.ts';
import { staged } from './staged.ts';

const SEEDS = ['0123456789abcdef', 'fedcba9876543210', '00112233445566aa', '1f2e3d4c5b6a7988'].map(
  (half) => half + half,
);

test('each of four generators serves every fourth sample, with the numbers of its plain twin; zeros stay', () => {
  const states = new Integers(16);
  for (const [lane, seed] of SEEDS.entries())
    for (let word = 0; word < 4; word++)
      states.view[4 * word + lane] = Number.parseInt(seed.slice(8 * word, 8 * word + 8), 16);
  const signal = whiteNoise(400, 0.5);
  signal.fill(0, 100, 110);
  const dithered = staged(signal);
  const perUnit = Math.fround(2 ** -31);
  for (const half of [0, 200]) kernels.addDither(dithered.pointer + 4 * half, 200, states.pointer, perUnit);
  const twins = SEEDS.map((seed) => new Random(seed));
  const expected = signal.map((sample, n) => {
    const draw = twins[n % 4].bits();
    return sample === 0 ? 0 : sample + ((draw >>> 16) - (draw & 0xffff)) * perUnit;
  });
  assert.deepEqual(dithered.view, expected);
});
