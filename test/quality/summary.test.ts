import assert from 'node:assert/strict';
import { it } from 'node:test';
import { judgeTexture } from '../../src/quality/judge.ts';
import { measureTexture } from '../../src/quality/measure.ts';
import { strictSeam } from '../../src/quality/strict-seam.ts';
import { type JudgedTexture, summarise } from '../../src/quality/summary.ts';
import { KINDS, type Kind } from '../../src/texture/kinds.ts';
import { RATE, tones } from './signals.ts';

const TARGETS = { targetLufs: -20, targetShortRmsDbfs: -20, truePeakCeilingDbtp: -1 };

function judged(kind: Kind, name: string, offset: number): JudgedTexture {
  const channels = [tones(1, [200, 300], 0.05).map((sample) => sample + offset)];
  const measures = measureTexture({
    channels,
    sampleRateHz: RATE,
    loop: { startFrame: 0, endFrame: RATE },
    kind,
    name,
  });
  return { measures, judgement: judgeTexture(measures, TARGETS), strict: strictSeam(channels, RATE) };
}

it('a summary counts each kind, in the order of the kinds, and names its worst', () => {
  const set = [
    judged('hiss', 'h1', 0),
    judged('pads', 'p1', 0.2),
    judged('hiss', 'h2', 0.01),
    judged('hiss', 'h3', 0.1),
  ];
  const [pads, hiss, ...others] = summarise(set, KINDS);
  assert.equal(others.length, 0);
  assert.deepEqual([pads.kind, pads.count, hiss.kind, hiss.count], ['pads', 1, 'hiss', 3]);
  assert.equal(hiss.figures.dcDbfs?.largestName, 'h3');
  assert.equal(hiss.figures.dcDbfs?.median, set[2].measures.dcDbfs);
  assert.equal(hiss.figures.edgeStepDb, null);
  assert.equal(hiss.grades.F, 2);
  assert.equal(hiss.faults.find(({ rule }) => rule === 'dc')?.count, 2);
  assert.equal(hiss.cleanRatio, hiss.clean / 3);
});

it('a summary of nothing has no rows', () => assert.deepEqual(summarise([], KINDS), []));
