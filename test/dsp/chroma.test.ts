import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Chroma, ChromaMeter } from '../../src/dsp/chroma.ts';
import { PowerSpectrum } from '../../src/dsp/stft.ts';
import { harmonicNote, midiToHz, mix, sine, whiteNoise } from './signals.ts';

const RATE_HZ = 44100;
const WINDOW_SAMPLES = 16384;

function chromaOf(signal: Float32Array): Chroma {
  const spectrum = new PowerSpectrum(WINDOW_SAMPLES);
  const meter = new ChromaMeter(WINDOW_SAMPLES / 2, RATE_HZ / WINDOW_SAMPLES);
  spectrum.measure(signal, 2000);
  meter.push(spectrum.power);
  return meter.chroma();
}

test('a sine has one pitch class and its tuning within 1 cent, in the bass and the treble, also almost half a semitone off', () => {
  for (const note of [40, 57, 69, 90]) {
    for (const cents of [0, 17, -33, 44, -44]) {
      const chroma = chromaOf(sine(midiToHz(note, cents), RATE_HZ, 20000));
      assert.ok(chroma.pitchClasses[note % 12] > 0.999, `${note} ${cents}`);
      assert.ok(Math.abs(chroma.tuningCents - cents) < 1, `${chroma.tuningCents} instead of ${cents}`);
      assert.ok(chroma.tonality > 0.9);
    }
  }
});

test('the notes of a chord weigh most, in noise too', () => {
  const chord = [48, 52, 55].map((note) => harmonicNote(note, 0.5, RATE_HZ));
  for (const noise of [0, 0.05]) {
    const { pitchClasses } = chromaOf(mix(...chord, whiteNoise(chord[0].length, noise)));
    const ranked = [...pitchClasses.keys()].sort((a, b) => pitchClasses[b] - pitchClasses[a]);
    assert.deepEqual(
      ranked.slice(0, 3).sort((a, b) => a - b),
      [0, 4, 7],
    );
  }
});

test('noise and silence have no pitch', () => {
  assert.ok(chromaOf(whiteNoise(20000)).tonality < 0.02);
  const none = new Float64Array(12);
  assert.deepEqual(chromaOf(new Float32Array(20000)), {
    pitchClasses: none,
    bass: none,
    opening: { pitchClasses: none, bass: none },
    tuningCents: 0,
    gridFit: 0,
    tonality: 0,
  });
});

test('the bass is the lowest note alone, down to the lowest string of a bass guitar', () => {
  for (const note of [28, 33, 45]) {
    const { bass } = chromaOf(mix(...[note, 60, 64, 67].map((pitch) => harmonicNote(pitch, 0.5, RATE_HZ))));
    assert.ok(bass[note % 12] > 0.9, `${note}: ${bass}`);
  }
});

test('the opening holds what is heard in the first two seconds of pitch, however long the silence before, and the whole holds all', () => {
  const spectrum = new PowerSpectrum(WINDOW_SAMPLES);
  const meter = new ChromaMeter(WINDOW_SAMPLES / 2, RATE_HZ / WINDOW_SAMPLES);
  const hear = (signal: Float32Array, times: number): void => {
    spectrum.measure(signal, 0);
    for (let i = 0; i < times; i++) meter.push(spectrum.power);
  };
  hear(new Float32Array(WINDOW_SAMPLES), 30);
  hear(sine(midiToHz(60), RATE_HZ, WINDOW_SAMPLES), 11);
  hear(sine(midiToHz(67), RATE_HZ, WINDOW_SAMPLES), 33);
  const { opening, pitchClasses } = meter.chroma();
  assert.ok(opening.pitchClasses[0] > 0.99 && opening.bass[0] > 0.99);
  assert.ok(Math.abs(pitchClasses[0] - 0.25) < 0.01 && Math.abs(pitchClasses[7] - 0.75) < 0.01);
});

test('pitches on one grid fit it, whatever its tuning; pitches a quarter tone apart do not', () => {
  assert.ok(chromaOf(mix(...[48, 52, 55].map((note) => harmonicNote(note, 0.5, RATE_HZ, 30)))).gridFit > 0.9);
  const apart = mix(sine(midiToHz(60), RATE_HZ, 20000), sine(midiToHz(66, 50), RATE_HZ, 20000));
  assert.ok(chromaOf(apart).gridFit < 0.3);
});

test('a sine as low as a kick drum is none of the harmony, a bass note as low is', () => {
  const chord = [57, 60, 64].map((note) => harmonicNote(note, 0.5, RATE_HZ));
  const kick = sine(midiToHz(31), RATE_HZ, chord[0].length);
  assert.ok(chromaOf(mix(...chord, kick)).bass[9] > 0.99);
  assert.ok(chromaOf(mix(...chord, harmonicNote(31, 0.5, RATE_HZ))).bass[7] > 0.99);
});
