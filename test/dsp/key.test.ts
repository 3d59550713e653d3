import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import type { Chroma } from '../../src/dsp/chroma.ts';
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

const chroma = (pitchClasses: Float64Array, figures: Partial<Chroma> = {}): Chroma => ({
  pitchClasses,
  bass: pitchClasses,
  opening: { pitchClasses, bass: pitchClasses },
  tuningCents: 0,
  gridFit: 0.9,
  tonality: 0.5,
  ...figures,
});
const onlyC = Float64Array.from([1, ...new Float64Array(11)]);
const triad = Float64Array.from([0.4, 0, 0, 0, 0.3, 0, 0, 0.3, 0, 0, 0, 0]);

test('twelve pitches alike, hardly any pitched power, or pitches on no grid have no key', () => {
  assert.equal(estimateKey(chroma(new Float64Array(12).fill(1 / 12))), null);
  assert.equal(estimateKey(chroma(triad, { tonality: 0.01 })), null);
  assert.equal(estimateKey(chroma(triad, { gridFit: 0.5 })), null);
  assert.equal(estimateKey(chroma(triad))?.tonic, 0);
});

test('of two keys that share their notes, the one whose tonic is in the bass, or that the track opens on, is taken', () => {
  const white = Float64Array.from([1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1]).map((weight) => weight / 7);
  const onlyA = onlyC.map((_, c) => onlyC[(c + 3) % 12]);
  const cMajor = estimateKey(chroma(white, { bass: onlyC }));
  const aMinor = estimateKey(chroma(white, { bass: onlyA }));
  assert.deepEqual([cMajor?.tonic, cMajor?.mode], [0, 'major']);
  assert.deepEqual([aMinor?.tonic, aMinor?.mode], [9, 'minor']);
  const opened = estimateKey(chroma(white, { opening: { pitchClasses: triad, bass: onlyC } }));
  assert.deepEqual([opened?.tonic, opened?.mode], [0, 'major']);
});

test('the confidence falls as a rival key gains', () => {
  const share = (c: number): Chroma =>
    chroma(triad, { bass: onlyC.map((_, i) => (i === 0 ? c : i === 7 ? 1 - c : 0)) });
  const confidences = [1, 0.8, 0.6].map((c) => estimateKey(share(c))?.confidence ?? 0);
  assert.ok(confidences[0] > confidences[1] && confidences[1] > confidences[2]);
});
