import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { estimateKey } from '../../src/dsp/key.ts';
import { cadence, drumLoop, mix, scaled, sine, whiteNoise } from './signals.ts';

const RATE_HZ = 22050;
const MODES = ['major', 'minor'] as const;

for (const tuningCents of [0, 30, -45]) {
  test(`a cadence has its key in all 24 keys, ${tuningCents} cents off, and the tuning is found within 3 cents`, () => {
    for (const mode of MODES) {
      for (let tonic = 0; tonic < 12; tonic++) {
        const analysis = analyseTrack([cadence(tonic, mode, RATE_HZ, tuningCents)], RATE_HZ);
        assert.ok(analysis.key && analysis.key.tonic === tonic && analysis.key.mode === mode, `${tonic} ${mode}`);
        assert.ok(Math.abs(analysis.tuningCents - tuningCents) < 3, `${analysis.tuningCents}`);
      }
    }
  });
}

test('a cadence keeps its key under noise as loud as itself', () => {
  const noisy = mix(cadence(9, 'minor', RATE_HZ), whiteNoise(2 * RATE_HZ, 0.2));
  const { key } = analyseTrack([noisy], RATE_HZ);
  assert.equal(key?.tonic, 9);
  assert.equal(key?.mode, 'minor');
});

test('a lone sine is its own tonic', () => {
  assert.equal(analyseTrack([scaled(sine(440, RATE_HZ, 3 * RATE_HZ), 0.5)], RATE_HZ).key?.tonic, 9);
});

test('white noise, drums and silence have no key', () => {
  for (const seed of [1, 2, 3]) assert.equal(analyseTrack([whiteNoise(10 * RATE_HZ, 0.5, seed)], RATE_HZ).key, null);
  for (const bpm of [97, 120]) assert.equal(analyseTrack([drumLoop(bpm, 10, RATE_HZ)], RATE_HZ).key, null);
  assert.equal(analyseTrack([new Float32Array(5 * RATE_HZ)], RATE_HZ).key, null);
});

test('twelve pitches alike, or a key with hardly any pitched power, are not trusted', () => {
  assert.equal(estimateKey({ pitchClasses: new Float64Array(12).fill(1 / 12), tuningCents: 0, tonality: 1 }), null);
  const triad = Float64Array.from([0.4, 0, 0, 0, 0.3, 0, 0, 0.3, 0, 0, 0, 0]);
  assert.equal(estimateKey({ pitchClasses: triad, tuningCents: 0, tonality: 0.01 }), null);
  assert.equal(estimateKey({ pitchClasses: triad, tuningCents: 0, tonality: 0.5 })?.tonic, 0);
});
