import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { dbToGain } from '../../src/dsp/elementary.ts';
import { integratedLufs } from '../../src/dsp/loudness.ts';
import { GRADES, isGradedOrWorse } from '../../src/quality/grade.ts';
import { type Judgement, judgeTexture, withDoubles } from '../../src/quality/judge.ts';
import { measureTexture } from '../../src/quality/measure.ts';
import { loopNoise, RATE, tones } from './signals.ts';

const TARGETS = { targetLufs: -20, targetShortRmsDbfs: -20, truePeakCeilingDbtp: -1 };
const CHORD = [110, 165, 220];

/** A pad that is a seamless loop, `offDb` away from its target level. */
function pad(plane: Float32Array, offDb: number): Judgement {
  const gain = dbToGain(TARGETS.targetLufs + offDb - integratedLufs([plane], RATE));
  const channels = [plane.map((sample) => sample * gain)];
  const loop = { startFrame: 0, endFrame: plane.length };
  return judgeTexture(measureTexture({ channels, sampleRateHz: RATE, loop, kind: 'pads', name: 'pad' }), TARGETS);
}

const reasonsOf = ({ reasons }: Judgement): string[] => reasons.map(({ rule, verdict }) => `${rule} ${verdict}`);

describe('the grade of a pad', () => {
  it('is A at its level, and has no reasons', () => {
    const judgement = pad(tones(4, CHORD, 0.1), 0);
    assert.deepEqual([judgement.grade, judgement.reasons], ['A', []]);
  });

  it('is B for a level that is just within, and the reason says which figure, by how much', () => {
    const judgement = pad(tones(4, CHORD, 0.1), -0.8);
    assert.deepEqual([judgement.grade, judgement.clean, judgement.faults], ['B', true, []]);
    const [{ rule, measured, threshold, verdict }] = judgement.reasons;
    assert.deepEqual([rule, threshold, verdict, judgement.reasons.length], ['level', 1, 'close', 1]);
    assert.ok(Math.abs(measured - 0.8) < 0.01);
  });

  it('is C for one soft fault, D for two', () => {
    const one = pad(tones(4, CHORD, 0.1), -3);
    assert.deepEqual([one.grade, reasonsOf(one)], ['C', ['level broken']]);
    const two = pad(loopNoise(4, 1, 0.1), -3);
    assert.deepEqual([two.grade, reasonsOf(two)], ['D', ['level broken', 'noisy-pad broken']]);
  });

  it('is F for a sharp fault, which comes first, and the other reasons are told too', () => {
    const cut = pad(tones(4, CHORD, 0.1).subarray(0, 4 * RATE - 130), -0.8);
    assert.equal(cut.grade, 'F');
    assert.equal(reasonsOf(cut)[0], 'seam-step broken');
    assert.ok(reasonsOf(cut).includes('level close'));
    assert.deepEqual(
      cut.faults,
      cut.reasons
        .filter(({ verdict }) => verdict === 'broken')
        .map(({ rule, measured, threshold }) => ({ rule, measured, threshold })),
    );
  });

  it('is B where only the restlessness of the loop itself excuses its seam', () => {
    // Every half second the level steps by 3 dB, up or down: the seam is one such step of many.
    const restless = loopNoise(8, 5, 0.1, 10).map(
      (sample, i) => sample * (Math.floor((2 * i) / RATE) % 2 === 0 ? 1 : 0.7),
    );
    const judgement = judgeTexture(
      {
        ...measureTexture({
          channels: [restless],
          sampleRateHz: RATE,
          loop: { startFrame: 0, endFrame: restless.length },
          kind: 'clouds',
          name: 'x',
        }),
        integratedLufs: TARGETS.targetLufs,
      },
      TARGETS,
    );
    assert.equal(judgement.grade, 'B');
    assert.ok(reasonsOf(judgement).includes('seam-level close'), reasonsOf(judgement).join());
  });
});

describe('a double', () => {
  const double = { rule: 'near-duplicate', measured: 0.95, threshold: 0.9 };

  it('is no better than D, and not clean', () => {
    const judgement = withDoubles(pad(tones(4, CHORD, 0.1), -0.8), [double]);
    assert.deepEqual([judgement.grade, judgement.clean], ['D', false]);
    assert.deepEqual(reasonsOf(judgement), ['near-duplicate broken', 'level close']);
  });

  it('stays F where a sharp rule is broken', () => {
    assert.equal(withDoubles(pad(tones(4, CHORD, 0.1).subarray(0, 4 * RATE - 130), 0), [double]).grade, 'F');
  });

  it('is only what was found: without one the judgement stands', () => {
    const judgement = pad(tones(4, CHORD, 0.1), 0);
    assert.equal(withDoubles(judgement, []), judgement);
  });
});

it('grades are in order, each as bad as itself', () => {
  assert.deepEqual(
    GRADES.filter((grade) => isGradedOrWorse(grade, 'C')),
    ['C', 'D', 'F'],
  );
});
