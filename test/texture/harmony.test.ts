import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { HarmonicCourse, pitchClassesIn } from '../../src/texture/harmony.ts';
import { addAt, harmonicNote, midiToHz, mix, sine, whiteNoise } from '../dsp/signals.ts';

const RATE = 22050;

/** A sine for each of the notes of the chords, which follow one another every 4 s. */
function sines(chords: readonly (readonly number[])[]): Float32Array {
  const track = new Float32Array(4 * RATE * chords.length);
  for (const [i, chord] of chords.entries())
    for (const note of chord)
      addAt(
        track,
        sine(midiToHz(note), RATE, 4 * RATE).map((value) => 0.1 * value),
        4 * RATE * i,
      );
  return track;
}

const steadiness = (track: Float32Array, startSeconds: number, endSeconds: number): number =>
  new HarmonicCourse(analyseTrack([track], RATE)).steadiness({ startSeconds, endSeconds });

test('one chord is steady, whatever its level does and with noise over it', () => {
  const chord = mix(...[48, 52, 55].map((note) => harmonicNote(note, 8, RATE)));
  const fading = chord.map((value, n) => value * (1 - n / chord.length));
  assert.ok(steadiness(mix(fading, whiteNoise(chord.length, 0.01)), 0.5, 7) > 0.98);
});

test('two chords are as unsteady as their notes are different: 0.71 with none in common, 0.82 with one, 0.91 with two', () => {
  for (const [common, second, expected] of [
    [0, [50, 53, 57], Math.sqrt(1 / 2)],
    [1, [48, 53, 57], Math.sqrt((1 + 1 / 3) / 2)],
    [2, [48, 52, 57], Math.sqrt((1 + 2 / 3) / 2)],
  ] as const) {
    const heard = steadiness(sines([[48, 52, 55], second]), 0, 8);
    assert.ok(Math.abs(heard - expected) < 0.03, `${common} in common: ${heard}`);
  }
});

test('inside one of two chords all is steady, up to a sixth of a second from the change', () => {
  const track = sines([
    [60, 64, 67],
    [62, 65, 69],
  ]);
  assert.ok(steadiness(track, 0, 3.83) > 0.995);
  assert.ok(steadiness(track, 4.17, 8) > 0.995);
  assert.ok(steadiness(track, 3, 5) < 0.8);
});

test('noise and silence are steady: nothing in them changes', () => {
  assert.ok(steadiness(new Float32Array(4 * RATE), 0, 4) === 1);
  const { chroma } = analyseTrack([new Float32Array(4 * RATE)], RATE);
  assert.ok(chroma.every((share) => share === 0));
});

test('the pitch classes of a range are those that sound in it', () => {
  const analysis = analyseTrack([sines([[60], [67]])], RATE);
  const loudest = (startSeconds: number, endSeconds: number): number => {
    const classes = pitchClassesIn(analysis, { startSeconds, endSeconds });
    return classes.indexOf(Math.max(...classes));
  };
  assert.deepEqual([loudest(1, 1.1), loudest(3.5, 3.8), loudest(4.2, 4.5), loudest(7.9, 8)], [0, 0, 7, 7]);
});

test('a range of a track too short for a chroma has one all the same, and an empty track none', () => {
  const short = analyseTrack([sine(midiToHz(69), RATE, 5000)], RATE);
  assert.ok(pitchClassesIn(short, { startSeconds: 0, endSeconds: 0.2 })[9] > 200);
  const empty = analyseTrack([new Float32Array(0)], RATE);
  assert.deepEqual([...pitchClassesIn(empty, { startSeconds: 0, endSeconds: 1 })], new Array(12).fill(0));
  assert.equal(new HarmonicCourse(empty).steadiness({ startSeconds: 0, endSeconds: 1 }), 1);
});
