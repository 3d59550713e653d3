import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openedAtCalmest } from '../../src/dsp/loop-opening.ts';
import { seamFigures } from '../../src/dsp/seam.ts';
import { addAt, scaled, sine, whiteNoise } from './signals.ts';

const RATE = 44100;

test('a sine of whole periods has a smooth seam', () => {
  const seam = seamFigures([scaled(sine(441, RATE, RATE), 0.5)], RATE);
  assert.ok(seam.stepRatio <= 1.001 && seam.fluxRatio <= 1.5 && Math.abs(seam.levelDb) < 0.1, JSON.stringify(seam));
});

test('a jump by half a period is a click in step and flux', () => {
  const seam = seamFigures([scaled(sine(441, RATE, RATE - 25, Math.PI / 2), 0.5)], RATE);
  assert.ok(seam.stepRatio > 5, `step ${seam.stepRatio}`);
  assert.ok(seam.fluxRatio > 5, `flux ${seam.fluxRatio}`);
});

test('a tail that fades away is a step in level', () => {
  const faded = whiteNoise(RATE, 0.5).map((x, n) => x * Math.min(1, (RATE - n) / 8000));
  assert.ok(seamFigures([faded], RATE).levelDb > 6);
});

test('silence and a handful of samples have figures of 0', () => {
  for (const frames of [0, 10, 5000]) {
    const seam = seamFigures([new Float32Array(frames)], RATE);
    assert.deepEqual(seam, { stepRatio: 0, fluxRatio: 0, levelDb: 0 });
  }
});

test('a loop with one burst is not opened at the burst', () => {
  const loop = scaled(whiteNoise(RATE * 2, 1, 7), 0.02);
  addAt(loop, whiteNoise(3000, 0.9, 3), 0);
  const { channels, seam } = openedAtCalmest([loop], RATE);
  assert.ok(seam.fluxRatio <= 1.5 && Math.abs(seam.levelDb) <= 1, JSON.stringify(seam));
  assert.ok(Math.abs(channels[0][0]) < 0.02);
  assert.deepEqual([...channels[0]].sort(), [...loop].sort());
});
