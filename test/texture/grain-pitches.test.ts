import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { Random } from '../../src/dsp/random.ts';
import { GrainPitches } from '../../src/texture/grain-pitches.ts';
import { type Key, parseKey } from '../../src/texture/key-name.ts';
import { whiteNoise } from '../dsp/signals.ts';

const [C, E, F, G, B] = [0, 4, 5, 7, 11];
const heard = analyseTrack([whiteNoise(8000, 0.1)], 8000);
const ANYWHERE = { startSeconds: 0.1, endSeconds: 0.2 };

/** What a grain of these pitch classes is transposed by in `key`. */
function fitted(wanted: number, key: Key | null, ...pitchClasses: number[]): number {
  const chroma = Uint8Array.from({ length: 24 }, (_, i) => (pitchClasses.includes(i % 12) ? 60 : 3));
  if (pitchClasses.length === 0) chroma.fill(0);
  return new GrainPitches({ ...heard, chroma, chromaHopSeconds: 0.2 }, key, [wanted]).fitting(wanted, ANYWHERE);
}

function drawn(key: Key | null, semitones: readonly number[], count: number): number[] {
  const pitches = new GrainPitches(heard, key, semitones);
  const random = new Random('0123456789abcdef'.repeat(2));
  return Array.from({ length: count }, () => pitches.next(random));
}

describe('a grain', () => {
  it('has the pitch that the profile asks for where all its notes stay in the scale', () => {
    assert.equal(fitted(7, parseKey('C'), C, E, G), 7);
    assert.equal(fitted(7, parseKey('Am'), C, E, G), 7);
    assert.equal(fitted(-5, parseKey('C'), C, E, G), -5);
    assert.equal(fitted(4, parseKey('Cm'), C), 3);
    assert.equal(fitted(4, parseKey('C'), C), 4);
  });

  it('has the nearest that stays in it elsewhere: a fourth for the fifth of a chord on the third or fifth degree, a tritone for that of the leading note', () => {
    assert.equal(fitted(7, parseKey('C'), E, G, B), 5);
    assert.equal(fitted(7, parseKey('C'), G, B, 2), 5);
    assert.equal(fitted(7, parseKey('C'), B), 6);
    assert.equal(fitted(19, parseKey('C'), B), 18);
  });

  it('is transposed by octaves at most where nothing near does', () => {
    assert.equal(fitted(7, parseKey('C'), B, 2, F, 8), 0);
    assert.equal(fitted(19, parseKey('C'), 1, E, G, 10), 12);
    assert.equal(fitted(-19, parseKey('C'), 1, E, G, 10), -12);
  });

  it('keeps its octaves, detuned or not, whatever it holds', () => {
    for (const wanted of [0, 12, -24, 12.3]) assert.equal(fitted(wanted, parseKey('C'), 1, 3, 6), wanted);
  });

  it('without any pitch has what the profile asks for', () => {
    assert.equal(fitted(7, parseKey('C')), 7);
  });
});

describe('the pitches of a cloud', () => {
  it('come once each before any comes again', () => {
    const semitones = [0, 0, 0, 12, -12, 7];
    const pitches = drawn(parseKey('C'), semitones, 60);
    for (let at = 0; at < 60; at += 6)
      assert.deepEqual(
        pitches.slice(at, at + 6).sort((a, b) => a - b),
        semitones.toSorted((a, b) => a - b),
      );
  });

  it('are never twice in a row downwards while another is left', () => {
    const pitches = drawn(parseKey('C'), [0, 0, 0, 12, -12, -5], 600);
    const pairs = pitches.filter((pitch, i) => pitch < 0 && pitches[i + 1] < 0);
    assert.ok(pairs.length <= 600 / 6, `${pairs.length}`);
    assert.ok(drawn(parseKey('C'), [-12, -5], 10).every((pitch) => pitch < 0));
  });

  it('of a track without a key are octaves, or none at all', () => {
    assert.deepEqual(new Set(drawn(null, [0, 12, -12, 7, 19, -5], 60)), new Set([0, 12, -12]));
    assert.deepEqual(new Set(drawn(null, [7], 5)), new Set([0]));
  });
});
