import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { type Gate, selectRegions } from '../../src/texture/candidates.ts';
import type { RegionFigures } from '../../src/texture/regions.ts';

const region = (startSeconds: number, levelDbfs: number, onsetRateHz: number): RegionFigures => ({
  startSeconds,
  endSeconds: startSeconds + 2,
  levelDbfs,
  levelSpreadDb: 0,
  flatness: 0,
  centroidHz: 0,
  onsetRateHz,
  airDbfs: 0,
  harmonicSteadiness: 1,
  pitchedRatio: 1,
});
const GATES: readonly Gate[] = [
  { rule: 'quiet', measure: ({ levelDbfs }) => levelDbfs, threshold: -24, side: 'at-most' },
  { rule: 'calm', measure: ({ onsetRateHz }) => onsetRateHz, threshold: 1, side: 'at-most' },
];

describe('the reason why no region is taken', () => {
  it('is the gate that stops most, with the figure of one that it stopped, not of one that passed it', () => {
    const regions = [region(0, -38, 5), region(3, -20, 0), region(6, -10, 0)];
    const { chosen, rejections } = selectRegions(analyseTrack([new Float32Array(8000 * 10)], 8000), regions, {
      gates: GATES,
      score: () => 1,
      count: 1,
      attempts: 1,
      minSeconds: 1,
      nameOf: () => 'x01',
    });
    assert.deepEqual(chosen, []);
    assert.deepEqual(rejections, [{ name: 'x01', rule: 'quiet', measured: -20, threshold: -24 }]);
  });
});
