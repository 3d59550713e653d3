import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseTrack, type TrackAnalysis } from '../../src/dsp/analysis.ts';
import type { MusicalitySection } from '../../src/pipeline/profile.ts';
import { keyName } from '../../src/texture/key-name.ts';
import { barLoopOf, keyOfGrains, loopLengthOf, pulseOf, transpositionOf } from '../../src/texture/musicality.ts';
import { whiteNoise } from '../dsp/signals.ts';
import { profileWith } from './make.ts';

const musicality = (values: Partial<MusicalitySection>): MusicalitySection =>
  profileWith(8000, { musicality: values }).musicality;

const heard: TrackAnalysis = analyseTrack([whiteNoise(8000, 0.1)], 8000);
const inKey = (tonic: number, mode: 'major' | 'minor', confidence = 0.8): TrackAnalysis => ({
  ...heard,
  key: { tonic, mode, confidence },
});
const at = (bpm: number, confidence = 0.7): TrackAnalysis => ({
  ...heard,
  tempo: { bpm, confidence, alternative: null, firstBeatSeconds: 0 },
});

/** Told as `bpm` by 0.5, and by 0.3 as another. */
const undecided = (bpm: number, alternativeBpm: number): TrackAnalysis => ({
  ...heard,
  tempo: { bpm, confidence: 0.5, alternative: { bpm: alternativeBpm, confidence: 0.3 }, firstBeatSeconds: 0 },
});

const LONG = { shortestSeconds: 8, longestSeconds: 8, availableSeconds: Infinity };
const C = 0;
const A = 9;

describe('the transposition to a target key', () => {
  const semitonesTo = (target: string, tonic: number, mode: 'major' | 'minor'): number =>
    transpositionOf(inKey(tonic, mode), musicality({ target_key: target })).semitones;

  it('goes the nearest way, a tritone down', () => {
    assert.equal(semitonesTo('D', C, 'major'), 2);
    assert.equal(semitonesTo('A', C, 'major'), -3);
    assert.equal(semitonesTo('Fs', C, 'major'), -6);
    assert.equal(semitonesTo('Am', C, 'minor'), -3);
  });

  it('matches the relative key where the modes differ', () => {
    assert.equal(semitonesTo('C', A, 'minor'), 0);
    assert.equal(semitonesTo('Am', C, 'major'), 0);
    assert.equal(semitonesTo('Cm', C, 'major'), 3);
    assert.equal(semitonesTo('C', C, 'minor'), -3);
  });

  it('leads from each of the 24 keys to the notes of the target, by at most six semitones', () => {
    for (let tonic = 0; tonic < 12; tonic++) {
      const { key, semitones } = transpositionOf(inKey(tonic, 'minor'), musicality({ target_key: 'Gb' }));
      assert.equal(key && keyName(key), 'Dsm');
      assert.ok(semitones >= -6 && semitones < 6);
      const major = transpositionOf(inKey(tonic, 'major'), musicality({ target_key: 'Gb' }));
      assert.equal(major.key && keyName(major.key), 'Fs');
    }
  });

  it('tells what it was decided by', () => {
    const { parameters, warnings } = transpositionOf(inKey(A, 'minor'), musicality({ target_key: 'Bm' }));
    assert.deepEqual(parameters, {
      targetKey: 'Bm',
      sourceKey: 'Am',
      sourceKeyConfidence: 0.8,
      transposedSemitones: 2,
    });
    assert.deepEqual(warnings, []);
  });

  it('is none without a confident key, which is recorded and a warning', () => {
    for (const analysis of [heard, inKey(A, 'minor', 0.55)]) {
      const { semitones, key, parameters, warnings } = transpositionOf(analysis, musicality({ target_key: 'C' }));
      assert.deepEqual([semitones, key, warnings], [0, null, ['key-unknown']]);
      assert.equal(parameters.transposedSemitones, 0);
    }
  });

  it('is none where no key is asked for, without a word', () => {
    const { semitones, key, parameters, warnings } = transpositionOf(inKey(A, 'minor'), musicality({}));
    assert.deepEqual([semitones, key && keyName(key), parameters, warnings], [0, 'Am', {}, []]);
  });

  it('takes the word of the profile for the key of a track', () => {
    const { semitones, warnings } = transpositionOf(heard, musicality({ target_key: 'C', source_key: 'B' }));
    assert.deepEqual([semitones, warnings], [1, []]);
  });
});

describe('the tempo that loops are made for', () => {
  it('is that of the track, where it is confident, and the reference before it', () => {
    assert.deepEqual(pulseOf(at(93), musicality({})), { bpm: 93, stretchRatio: 1, isOfTrack: true });
    assert.equal(pulseOf(at(93, 0.6), musicality({})), null);
    assert.deepEqual(pulseOf(heard, musicality({ reference_bpm: 120 })), {
      bpm: 120,
      stretchRatio: 1,
      isOfTrack: false,
    });
    assert.deepEqual(pulseOf(at(100), musicality({ reference_bpm: 80 })), {
      bpm: 80,
      stretchRatio: 1.25,
      isOfTrack: true,
    });
    assert.equal(pulseOf(heard, musicality({ source_bpm: 90 }))?.bpm, 90);
  });

  it('takes a track at its double or half where that is nearer', () => {
    assert.equal(pulseOf(at(70), musicality({ reference_bpm: 140 }))?.stretchRatio, 1);
    assert.equal(pulseOf(at(180), musicality({ reference_bpm: 100 }))?.stretchRatio, 0.9);
    for (let bpm = 40; bpm <= 200; bpm += 7) {
      const ratio = pulseOf(at(bpm), musicality({ reference_bpm: 120 }))?.stretchRatio ?? 0;
      assert.ok(ratio >= Math.SQRT1_2 - 1e-9 && ratio <= Math.SQRT2 + 1e-9, `${bpm}: ${ratio}`);
    }
  });
});

describe('a loop of whole bars', () => {
  const bars = (bpm: number, shortestSeconds: number, longestSeconds: number, availableSeconds = Infinity) =>
    barLoopOf(bpm, musicality({ snap_to_bars: [1, 2, 4] }), { shortestSeconds, longestSeconds, availableSeconds });

  it('is the longest within what is wanted, else the nearest to it', () => {
    assert.deepEqual(bars(120, 1.5, 4.5), { bars: 2, seconds: 4 });
    assert.deepEqual(bars(120, 8, 8), { bars: 4, seconds: 8 });
    assert.deepEqual(bars(120, 2.9, 2.9), { bars: 1, seconds: 2 });
    assert.deepEqual(bars(120, 3, 3), { bars: 2, seconds: 4 });
    assert.deepEqual(bars(120, 30, 40), { bars: 4, seconds: 8 });
  });

  it('is no longer than what is there, and none where nothing fits', () => {
    assert.deepEqual(bars(120, 8, 8, 7), { bars: 2, seconds: 4 });
    assert.equal(bars(120, 8, 8, 1.9), null);
    assert.equal(barLoopOf(20, musicality({ snap_to_bars: [16] }), { ...LONG, availableSeconds: 1000 }), null);
  });

  it('counts the beats of its bars', () => {
    const waltz = musicality({ snap_to_bars: [4], beats_per_bar: 3 });
    assert.deepEqual(barLoopOf(90, waltz, LONG), { bars: 4, seconds: 8 });
  });
});

describe('the length of a cloud or a hiss loop', () => {
  it('is as asked, unless bars are asked for', () => {
    assert.deepEqual(loopLengthOf(at(90), musicality({ reference_bpm: 100 }), 8), {
      seconds: 8,
      bpm: null,
      parameters: {},
      warnings: [],
    });
    const { seconds, bpm } = loopLengthOf(at(90), musicality({ snap_to_bars: [1, 2, 4] }), 8);
    assert.deepEqual([seconds, bpm], [(4 * 4 * 60) / 90, 90]);
  });

  it('is trusted between a tempo and its half or double, which have the same beats, and not between it and a third', () => {
    assert.equal(pulseOf(undecided(92, 184.02), musicality({}))?.bpm, 92);
    assert.equal(pulseOf(undecided(140, 70), musicality({}))?.bpm, 140);
    assert.equal(pulseOf(undecided(120, 80), musicality({})), null);
  });

  it('stays as asked with a warning where there is no tempo', () => {
    const { seconds, bpm, warnings } = loopLengthOf(heard, musicality({ snap_to_bars: [1, 2, 4] }), 8);
    assert.deepEqual([seconds, bpm, warnings], [8, null, ['tempo-unknown']]);
  });
});

describe('the key of grains that stay in one', () => {
  const key = { tonic: A, mode: 'minor' } as const;

  it('is that, whatever whole transpositions they have', () => {
    assert.deepEqual(keyOfGrains(key, [0, 12, -12, 7, 19, -5]), key);
    assert.equal(keyOfGrains(null, [0]), null);
  });

  it('is none where half of them lie between the semitones', () => {
    assert.deepEqual(keyOfGrains(key, [0, 0, 0.2]), key);
    assert.equal(keyOfGrains(key, [0, 0.5]), null);
  });
});
