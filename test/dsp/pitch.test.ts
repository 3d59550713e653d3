import assert from 'node:assert/strict';
import { test } from 'node:test';
import { estimateNote, type NoteEstimate } from '../../src/dsp/pitch.ts';
import { drumLoop, harmonicNote, mix, scaled, whiteNoise } from './signals.ts';

const RATE = 22050;
const IN_TUNE = { tuningCents: 0, tonic: null };

function noteOf(notes: readonly number[], context: { tuningCents?: number; tonic?: number } = {}): NoteEstimate {
  const tones = notes.map((note) => harmonicNote(note, 2, RATE, context.tuningCents));
  const found = estimateNote([mix(...tones)], RATE, { ...IN_TUNE, ...context });
  assert.ok(found);
  return found;
}

/** `intervals` over `root`, of which the lowest `inversion` are put an octave up. */
const chord = (root: number, intervals: readonly number[], inversion = 0): number[] =>
  intervals.map((interval, i) => root + interval + (i < inversion ? 12 : 0));

for (const note of [36, 45, 57, 69, 81]) {
  test(`a sustained note ${note} is found with confidence, at any rate`, () => {
    for (const rate of [8000, 22050, 44100, 96000]) {
      const found = estimateNote([harmonicNote(note, 2, rate)], rate, IN_TUNE);
      assert.equal(found?.midiNote, note);
      assert.ok((found?.confidence ?? 0) > 0.7, `${found?.confidence} at ${rate}`);
    }
  });
}

test('a fifth over its root gives the root, in any tuning', () => {
  for (const tuningCents of [0, 30, -45]) {
    const { midiNote, confidence } = noteOf([48, 55], { tuningCents });
    assert.equal(midiNote, 48);
    assert.ok(confidence >= 0.5);
  }
});

for (const [name, intervals] of [
  ['major', [0, 4, 7]],
  ['minor', [0, 3, 7]],
] as const) {
  test(`a ${name} triad has its root in all keys and inversions, with confidence where it is the bass`, () => {
    for (let root = 48; root < 60; root++) {
      for (const inversion of [0, 1, 2]) {
        const { midiNote, confidence } = noteOf(chord(root, intervals, inversion));
        assert.equal(midiNote, root + (inversion > 0 ? 12 : 0), `${root}, inversion ${inversion}`);
        if (inversion === 0) assert.ok(confidence >= 0.75, `${confidence}`);
      }
    }
  });
}

test('a dominant seventh has its root, in its first inversion too', () => {
  for (const inversion of [0, 1]) {
    const { midiNote, confidence } = noteOf(chord(50, [0, 4, 7, 10], inversion));
    assert.equal(midiNote % 12, 2);
    assert.ok(confidence >= 0.5, `${confidence}`);
  }
});

test('what may be two chords is not trusted: C minor seventh, C sixth, C suspended', () => {
  for (const intervals of [
    [0, 3, 7, 10],
    [0, 4, 7, 9],
    [0, 5, 7],
    [0, 2, 7],
  ])
    assert.ok(noteOf(chord(48, intervals)).confidence < 0.5, intervals.join());
});

test('the tonic decides between roots that are nearly as good, and no others', () => {
  const sixth = chord(60, [0, 3, 7], 1);
  const plain = noteOf(sixth);
  assert.ok(noteOf(sixth, { tonic: 0 }).confidence > plain.confidence);
  assert.equal(noteOf(sixth, { tonic: 3 }).midiNote, 63);
  const root = chord(48, [0, 4, 7]);
  for (let tonic = 0; tonic < 12; tonic++) assert.equal(noteOf(root, { tonic }).midiNote, 48);
});

test('a pair in anti-phase has the root of either side', () => {
  const left = harmonicNote(45, 2, RATE);
  assert.equal(estimateNote([left, scaled(left, -1)], RATE, IN_TUNE)?.midiNote, 45);
});

test('noise and drums have no confident note, however short', () => {
  for (const seconds of [0.6, 1, 5]) {
    for (const seed of [1, 2, 3, 4]) {
      const found = estimateNote([whiteNoise(RATE * seconds, 0.3, seed)], RATE, { tuningCents: 0, tonic: 0 });
      assert.ok((found?.confidence ?? 0) < 0.1, `${seconds} s: ${found?.confidence}`);
    }
  }
  assert.ok((estimateNote([drumLoop(120, 8, RATE)], RATE, IN_TUNE)?.confidence ?? 0) < 0.5);
});

test('silence and what is too short have no note', () => {
  assert.equal(estimateNote([new Float32Array(RATE)], RATE, IN_TUNE), null);
  assert.equal(estimateNote([new Float32Array(100)], RATE, IN_TUNE), null);
});
