import assert from 'node:assert/strict';
import { it } from 'node:test';
import { repetitionFigures } from '../../src/quality/repetition.ts';
import { type CloudShape, cloud, HONEST_CLOUD, loopNoise, RATE, tones } from './signals.ts';

const SOURCES = {
  noise: loopNoise(10, 1, 0.1, 3),
  chord: tones(10, [110, 165.3, 220, 277.4, 331, 440.5], 0.1),
};

const figuresOf = (source: Float32Array, shape: CloudShape, seed: number) =>
  repetitionFigures([cloud(source, shape, seed), cloud(source, shape, seed + 100)], RATE);

for (const [name, source] of Object.entries(SOURCES)) {
  it(`a list of ${name} grains that begins again is heard at its lag`, () => {
    for (const listSeconds of [1.008, 7.2]) {
      const { recycledCorrelation, recycledLagSeconds } = figuresOf(source, { ...HONEST_CLOUD, listSeconds }, 1);
      assert.ok((recycledCorrelation ?? 0) > 0.99);
      const turns = (recycledLagSeconds ?? 0) / listSeconds;
      assert.ok(turns > 0.5 && Math.abs(turns - Math.round(turns)) < 0.001, `came back after ${recycledLagSeconds} s`);
    }
  });

  it(`a cloud of ${name} grains that are all new stays far below`, () => {
    for (const seed of [1, 2, 3]) {
      assert.ok((figuresOf(source, HONEST_CLOUD, seed).recycledCorrelation ?? 0) < 0.7);
    }
  });
}

it('one passage of 0.4 s that comes back among 8 s of other noise is found to the sample', () => {
  const noise = loopNoise(8, 7, 0.1, 2);
  noise.copyWithin(250001, 60000, 60000 + 0.4 * RATE);
  const { recycledCorrelation, recycledLagSeconds } = repetitionFigures([noise], RATE);
  assert.ok((recycledCorrelation ?? 0) > 0.98);
  assert.equal(recycledLagSeconds, 190001 / RATE);
});

it('steady noise, a drone, a harmonic tone and a chord of whole periods are not taken for recycled', () => {
  const saw = tones(
    8,
    Array.from({ length: 20 }, (_, k) => 55 * (k + 1)),
    0.03,
  );
  const drone = tones(8, [73.416, 73.53, 110, 110.17, 146.832, 220.3], 0.1);
  for (const steady of [loopNoise(8, 3, 0.1), drone, saw, tones(8, [440, 554, 659], 0.1)]) {
    assert.ok((repetitionFigures([steady], RATE).recycledCorrelation ?? 0) < 0.9);
  }
});

it('silence and audio too short to repeat give null', () => {
  for (const frames of [0, 100, RATE, 4 * RATE]) {
    assert.equal(repetitionFigures([new Float32Array(frames)], RATE).recycledCorrelation, null);
  }
});
