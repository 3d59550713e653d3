import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { analyseTrack, TrackAnalyser, type TrackAnalysis } from '../../src/dsp/analysis.ts';
import { cadence, drumLoop, mix, rmsOf, scaled, sine, whiteNoise } from './signals.ts';

const RATE_HZ = 22050;

const stereo = (): [Float32Array, Float32Array] => {
  const chords = cadence(2, 'minor', RATE_HZ);
  return [mix(chords, drumLoop(120, 2, RATE_HZ)), mix(chords, whiteNoise(chords.length, 0.05))];
};

/** Every number in an analysis. */
function numbersOf(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (value === null || typeof value !== 'object') return [];
  return (ArrayBuffer.isView(value) ? [...(value as Float32Array)] : Object.values(value)).flatMap(numbersOf);
}

function assertShape(analysis: TrackAnalysis): void {
  for (const name of ['rmsDbfs', 'centroidHz', 'flatness', 'rolloffHz', 'onsetStrength', 'airDbfs'] as const) {
    assert.equal(analysis[name].length, analysis.frames, name);
  }
  assert.ok(numbersOf(analysis).every((value) => !Number.isNaN(value)));
}

test('the analysis is the same to the bit whatever the block sizes', () => {
  const channels = stereo();
  const whole = analyseTrack(channels, RATE_HZ);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 9000 }), (block) => {
      const analyser = new TrackAnalyser(RATE_HZ, 2, 2);
      for (let at = 0; at < channels[0].length; at += block) {
        analyser.push(channels.map((plane) => plane.subarray(at, at + block)));
      }
      assert.deepEqual(analyser.finish(), whole);
    }),
    { numRuns: 6 },
  );
});

test('frame i is centred at i times the hop: a level step is half way up there', () => {
  const signal = scaled(sine(1000, RATE_HZ, RATE_HZ), 0.5);
  signal.fill(0, 0, RATE_HZ / 2);
  const { rmsDbfs, hopSeconds, frames } = analyseTrack([signal], RATE_HZ);
  const at = (seconds: number): number => rmsDbfs[Math.round(seconds / hopSeconds)];
  assert.equal(frames, Math.ceil(1 / hopSeconds));
  assert.equal(at(0.4), -120);
  assert.ok(Math.abs(at(0.5) - (-9.03 - 3.01)) < 1.5);
  assert.ok(Math.abs(at(0.6) + 9.03) < 0.05);
});

test('a sine reads its level and rolloff in every frame, the first and the last included, and its centroid inside', () => {
  const analysis = analyseTrack([scaled(sine(3000, RATE_HZ, RATE_HZ), 0.5)], RATE_HZ);
  assertShape(analysis);
  assert.ok(analysis.rmsDbfs.every((level) => Math.abs(level + 9.03) < 0.2));
  assert.ok(analysis.centroidHz.subarray(2, -2).every((hz) => Math.abs(hz - 3000) < 20));
  assert.ok(analysis.rolloffHz.every((hz) => Math.abs(hz - 3000) < 100));
});

test('an anti-phase track is analysed like the same track in phase', () => {
  const chords = mix(cadence(7, 'major', RATE_HZ), drumLoop(120, 2, RATE_HZ));
  const inPhase = analyseTrack([chords, chords], RATE_HZ);
  const antiPhase = analyseTrack([chords, scaled(chords, -1)], RATE_HZ);
  assert.deepEqual(antiPhase, {
    ...inPhase,
    stereoCorrelation: -1,
    dcOffset: [inPhase.dcOffset[0], -inPhase.dcOffset[0]],
  });
  assert.equal(inPhase.stereoCorrelation, 1);
});

test('a track whose mid holds only noise, 30 dB below its sides, is analysed by its sides', () => {
  const chords = cadence(7, 'major', RATE_HZ);
  const noise = whiteNoise(chords.length, 0.01);
  const analysis = analyseTrack([mix(chords, noise), mix(scaled(chords, -1), noise)], RATE_HZ);
  assert.equal(analysis.key?.tonic, 7);
  assert.ok(Math.max(...analysis.flatness) < 0.05);
});

test('the level of a frame is that of both channels, also where only one sounds', () => {
  const tone = sine(1000, RATE_HZ, RATE_HZ);
  const { rmsDbfs, stereoCorrelation } = analyseTrack([tone, new Float32Array(RATE_HZ)], RATE_HZ);
  assert.ok(Math.abs(rmsDbfs[20] + 6.02) < 0.05);
  assert.equal(stereoCorrelation, 0);
});

test('peak, clipping and DC are those of the samples', () => {
  const left = scaled(sine(100, RATE_HZ, RATE_HZ), 1.5).map((value) => Math.max(-1, Math.min(1, value)));
  const right = new Float32Array(RATE_HZ).fill(0.25);
  const analysis = analyseTrack([left, right], RATE_HZ);
  assert.equal(analysis.samplePeak, 1);
  assert.ok(Math.abs(analysis.clippedRatio - (1 - (2 / Math.PI) * Math.asin(1 / 1.5))) < 0.005);
  assert.ok(Math.abs(analysis.dcOffset[0]) < 1e-6);
  assert.equal(analysis.dcOffset[1], 0.25);
});

test('the air level is that of both channels between 4 and 15 kHz', () => {
  const [left, right] = [whiteNoise(RATE_HZ, 0.2, 1), whiteNoise(RATE_HZ, 0.2, 2)];
  const { airDbfs } = analyseTrack([left, right], RATE_HZ);
  const expected = 20 * Math.log10(rmsOf(left)) + 10 * Math.log10((RATE_HZ / 2 - 4000) / (RATE_HZ / 2));
  assert.ok(Math.abs(airDbfs.reduce((sum, level) => sum + level, 0) / airDbfs.length - expected) < 0.5);
});

test('silence, empty tracks and tracks shorter than a window give sensible figures and no key, tempo or onsets', () => {
  for (const signal of [
    new Float32Array(2 * RATE_HZ),
    new Float32Array(0),
    Float32Array.of(1),
    whiteNoise(300),
    whiteNoise(1100),
  ]) {
    const analysis = analyseTrack([signal, signal], RATE_HZ);
    assertShape(analysis);
    assert.equal(analysis.key, null);
    assert.equal(analysis.tempo, null);
    assert.equal(analysis.onsetSeconds.length, 0);
    assert.equal(analysis.durationSeconds, signal.length / RATE_HZ);
  }
  assert.equal(analyseTrack([new Float32Array(2 * RATE_HZ)], RATE_HZ).integratedLufs, -Infinity);
  assert.equal(analyseTrack([new Float32Array(0)], RATE_HZ).frames, 0);
});

test('the number of source channels is told on, and wrong numbers of planes are range errors', () => {
  assert.equal(new TrackAnalyser(RATE_HZ, 2, 6).finish().channels, 6);
  assert.throws(() => new TrackAnalyser(RATE_HZ, 3, 3), RangeError);
  assert.throws(() => new TrackAnalyser(RATE_HZ, 2, 2).push([new Float32Array(1)]), RangeError);
});
