import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Fingerprint } from '../../src/plan/fingerprint.ts';
import { hearingKey } from '../../src/plan/hearing.ts';
import { actionsOf, SHAPERS, trackOf } from './tracks.ts';

const keysOf = (...options: Parameters<typeof actionsOf>): string[] => [
  ...new Set(actionsOf(...options).map(({ fingerprint }) => hearingKey(fingerprint))),
];

describe('what was heard of a track', () => {
  const [key] = keysOf([trackOf('a')]);

  it('serves every kind and every profile', () => {
    assert.deepEqual(keysOf([trackOf('a')]), [key]);
    for (const set of ['clouds.overlap_ratio=0.6', 'output.sample_rate_hz=48000', 'random.seed=1'])
      assert.deepEqual(keysOf([trackOf('a')], { sets: [set] }), [key], set);
  });

  it('does not serve other audio, another decoder, another FFT or another analysis', () => {
    const [{ fingerprint }] = actionsOf([trackOf('a')]);
    const newAnalysis: Fingerprint = fingerprint.map(([name, value]) => [
      name,
      name === 'analysis version' ? `${value}0` : value,
    ]);
    const others = [
      ...keysOf([trackOf('b')]),
      ...keysOf([trackOf('a')], { shapers: { ...SHAPERS, fft: 'fft 2' } }),
      ...keysOf([trackOf('a')], { shapers: { ...SHAPERS, decoderOf: () => 'wav decoder 2' } }),
      hearingKey(newAnalysis),
    ];
    assert.equal(new Set([key, ...others]).size, 5);
  });
});
