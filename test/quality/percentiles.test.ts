import assert from 'node:assert/strict';
import { it } from 'node:test';
import { measureTexture, type TextureMeasures } from '../../src/quality/measure.ts';
import { percentilesOf } from '../../src/quality/percentiles.ts';
import type { Kind } from '../../src/texture/kinds.ts';
import { RATE, tones } from './signals.ts';

function measuresOf(kind: Kind, isLoop: boolean, crestDb: number): TextureMeasures {
  const loop = isLoop ? { startFrame: 0, endFrame: RATE } : null;
  const channels = [tones(1, [200], 0.1)];
  return { ...measureTexture({ channels, sampleRateHz: RATE, loop, kind, name: 'x' }), crestDb };
}

const crestsOf = (batch: readonly TextureMeasures[]) => percentilesOf(batch).map(({ crestDb }) => crestDb);

it('a percentile is the share of the batch below, equals counting half, whatever the order', () => {
  const batch = [9, 3, 5, 5, 12].map((crestDb) => measuresOf('pads', true, crestDb));
  assert.deepEqual(crestsOf(batch), [70, 10, 40, 40, 90]);
  assert.deepEqual(crestsOf([measuresOf('pads', true, 7)]), [50]);
  assert.deepEqual(percentilesOf([]), []);
});

it('each kind is its own batch, and so are loops and one-shots of one kind', () => {
  const batch = [
    measuresOf('pads', true, 1),
    measuresOf('hiss', true, 2),
    measuresOf('hiss', true, 3),
    measuresOf('hiss', false, 9),
  ];
  assert.deepEqual(crestsOf(batch), [50, 25, 75, 50]);
});

it('a figure that a texture does not have has no percentile and counts for nobody', () => {
  const shot = { ...measuresOf('hiss', false, 4), integratedLufs: null };
  const [percentiles, other] = percentilesOf([shot, measuresOf('hiss', false, 5)]);
  assert.equal(percentiles.seamStepRatio, null);
  assert.equal(percentiles.integratedLufs, null);
  assert.equal(other.integratedLufs, 50);
});
