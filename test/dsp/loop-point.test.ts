import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loopCandidates } from '../../src/dsp/loop-point.ts';
import { mix, scaled, sine, whiteNoise } from './signals.ts';

const RATE = 44100;
const SEARCH = { minFrames: RATE, maxFrames: 2 * RATE, fadeFrames: 8820 } as const;

test('a sine loops after whole periods within half a frame each', () => {
  const periodFrames = RATE / 197;
  for (const { startFrame, endFrame, correlation } of loopCandidates(sine(197, RATE, 3 * RATE), 500, SEARCH, 4)) {
    const periods = (endFrame - startFrame) / periodFrames;
    assert.ok(Math.abs(periods - Math.round(periods)) * periodFrames <= 0.5, `${periods} periods`);
    assert.ok(correlation > 0.999);
  }
});

test('a repeated phrase is found under noise', () => {
  const phrase = whiteNoise(60000, 0.5, 5);
  const repeated = Float32Array.from({ length: 180000 }, (_, n) => phrase[n % 60000]);
  const [best] = loopCandidates(mix(repeated, whiteNoise(180000, 0.1, 9)), 0, SEARCH, 3);
  assert.equal(best.endFrame, 60000);
});

test('silence has no likeness, and what is too short has no candidates', () => {
  for (const { correlation } of loopCandidates(new Float32Array(3 * RATE), 0, SEARCH, 2)) assert.equal(correlation, 0);
  assert.deepEqual(loopCandidates(scaled(sine(100, RATE, RATE), 1), 0, SEARCH, 2), []);
});
