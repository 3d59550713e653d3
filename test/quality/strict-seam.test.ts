import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dbToGain } from '../../src/dsp/elementary.ts';
import { openedAtCalmest } from '../../src/dsp/loop-opening.ts';
import { judgeTexture } from '../../src/quality/judge.ts';
import { measureTexture } from '../../src/quality/measure.ts';
import { strictSeam } from '../../src/quality/strict-seam.ts';
import { cloud, HONEST_CLOUD, loopNoise, RATE, tones } from './signals.ts';

const MET = { step: true, flux: true, level: true };

describe('the strict seam', () => {
  it('is met by loops that have none: whole periods, noise that is one period', () => {
    assert.deepEqual(strictSeam([tones(4, [110, 165, 220], 0.1)], RATE).meets, MET);
    assert.deepEqual(strictSeam([loopNoise(4, 1, 0.1), loopNoise(4, 2, 0.1)], RATE).meets, MET);
  });

  it('misses the step of a raw cut', () => {
    const cut = tones(4, [110, 165, 220], 0.1).subarray(0, 4 * RATE - 130);
    const seam = strictSeam([cut], RATE);
    assert.equal(seam.meets.step, false);
    assert.ok(seam.stepRatio > 1);
  });

  it('misses the flux of a bend that is no step', () => {
    const { meets } = strictSeam([tones(4, [200.125], 0.1)], RATE);
    assert.deepEqual([meets.step, meets.flux, meets.level], [true, false, true]);
  });

  it('misses a level that jumps by 2 dB, to the hundredth', () => {
    const sloped = loopNoise(4, 3, 0.1, 4).map((sample, i) => sample * dbToGain((2 * i) / (4 * RATE)));
    assert.equal(strictSeam([sloped], RATE).meets.level, false);
    const halves = tones(4, [100], 0.1).map((sample, i) => sample * (i < 2 * RATE ? 1 : dbToGain(-2)));
    assert.ok(Math.abs(strictSeam([halves], RATE).levelDb - 2) < 0.01);
  });

  it('takes the worst of all channels', () => {
    const [good, bad] = [tones(4, [200], 0.1), tones(4, [200.125], 0.1)];
    assert.deepEqual(strictSeam([good, bad], RATE).fluxRatio, strictSeam([bad, good], RATE).fluxRatio);
    assert.equal(strictSeam([good, bad], RATE).meets.flux, false);
  });

  it('excuses nothing that the judge excuses because the loop does it all the time', () => {
    const restless = loopNoise(8, 5, 0.1, 10).map(
      (sample, i) => sample * (Math.floor((2 * i) / RATE) % 2 === 0 ? 1 : 0.7),
    );
    const loop = { startFrame: 0, endFrame: restless.length };
    const measures = measureTexture({ channels: [restless], sampleRateHz: RATE, loop, kind: 'hiss', name: 'x' });
    const targets = { targetLufs: measures.integratedLufs ?? 0, targetShortRmsDbfs: -20, truePeakCeilingDbtp: -1 };
    assert.equal(judgeTexture(measures, targets).clean, true);
    assert.equal(strictSeam([restless], RATE).meets.level, false);
  });

  it('of silence is met, and a flux that cannot be told breaks nothing', () => {
    assert.deepEqual(strictSeam([new Float32Array(RATE)], RATE), {
      stepRatio: 0,
      fluxRatio: 0,
      levelDb: 0,
      meets: MET,
    });
    assert.equal(strictSeam([tones(0.05, [200], 0.1)], RATE).fluxRatio, null);
    assert.throws(() => strictSeam([], RATE), RangeError);
  });
});

it('nearly every restless loop of grains, opened where the renderer opens it, meets the strict limits', () => {
  const source = tones(10, [110, 165.3, 220, 277.4], 0.1);
  const shape = { ...HONEST_CLOUD, seconds: 3, grainSeconds: 0.1, hopSeconds: 0.06 };
  const seams = Array.from({ length: 16 }, (_, seed) =>
    strictSeam(openedAtCalmest([cloud(source, shape, seed)], RATE).channels, RATE),
  );
  const met = seams.filter(({ meets }) => meets.step && meets.flux && meets.level);
  assert.ok(met.length >= 14, `${met.length} of 16: ${seams.map(({ fluxRatio }) => fluxRatio?.toFixed(2)).join(' ')}`);
});
