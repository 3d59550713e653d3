/** What becomes of known sounds in clouds: their pitches, and their treble. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { PowerSpectrum } from '../../src/dsp/stft.ts';
import { pitchClassesIn } from '../../src/texture/harmony.ts';
import { addAt, amplitudeAt, harmonicNote, midiToHz, mix, scaled, sine, whiteNoise } from '../dsp/signals.ts';
import { make } from './make.ts';

const RATE = 22050;
const seconds = (count: number) => Math.round(count * RATE);
const SCALE = [0, 2, 4, 5, 7, 9, 11];

/** Triads on all degrees of C major, a second each. */
function inC(): Float32Array {
  const track = new Float32Array(seconds(28));
  const degrees = [0, 3, 4, 0, 5, 2, 1, 4, 0, 6, 2, 5, 3, 4];
  for (let at = 0; at < 28; at++)
    for (const step of [0, 2, 4]) {
      const degree = degrees[at % degrees.length] + step;
      addAt(track, harmonicNote(60 + SCALE[degree % 7] + 12 * Math.floor(degree / 7), 1, RATE), seconds(at));
    }
  return track;
}

/** Share of what is heard of `plane` that lies outside the scale of C major, or of that `transposed` semitones above. */
function outside(plane: Float32Array, transposed = 0): number {
  const analysis = analyseTrack([plane], RATE);
  const classes = pitchClassesIn(analysis, { startSeconds: 0, endSeconds: analysis.durationSeconds });
  const all = classes.reduce((sum, weight) => sum + weight, 0);
  return 1 - SCALE.reduce((sum, degree) => sum + classes[(degree + transposed) % 12], 0) / all;
}

const cloudOf = async (track: Float32Array, clouds: object, musicality: object = {}) =>
  (await make('clouds', [track], RATE, { clouds: { count: 1, ...clouds }, musicality })).textures[0];

describe('clouds of a piece in C major', () => {
  for (const pitches of [[7], [0, 0, 0, 12, -12, 7], [0, 4, -3, 10]]) {
    it(`keep to its scale as well as the piece itself with grains transposed by ${pitches}`, async () => {
      const track = inC();
      const { channels, record } = await cloudOf(track, { pitches_semitones: pitches });
      assert.equal(record.key, 'C');
      const [own, made] = [outside(track), outside(channels[0])];
      assert.ok(made < own + 0.02, `${made} outside in place of ${own}`);
    });
  }

  it('keep to that of the target key after transposition', async () => {
    const { channels, record } = await cloudOf(inC(), { pitches_semitones: [0, 7] }, { target_key: 'Ds' });
    assert.equal(record.key, 'Ds');
    const made = outside(channels[0], 3);
    assert.ok(made < outside(inC()) + 0.02, `${made}`);
  });
});

describe('clouds of a piece without a key', () => {
  /** Mean power within 10 Hz of `hz`, which is where grains spread a steady tone. */
  const levelDb = (plane: Float32Array, hz: number): number => {
    const powers = Array.from({ length: 11 }, (_, i) => amplitudeAt(plane, hz - 10 + 2 * i, RATE) ** 2);
    return 10 * Math.log10(powers.reduce((sum, power) => sum + power, 0) / powers.length);
  };

  it('are transposed by octaves alone', async () => {
    const [one, other] = [midiToHz(72), midiToHz(75.5)];
    const track = mix(...[one, other].map((hz) => scaled(sine(hz, RATE, seconds(24)), 0.2)));
    assert.equal(analyseTrack([track], RATE).key, null);
    const { channels, record } = await cloudOf(track, { pitches_semitones: [0, 7, 12, -5] });
    assert.equal(record.key, null);
    for (const hz of [one, other]) {
      const unison = levelDb(channels[0], hz);
      assert.ok(levelDb(channels[0], 2 * hz) > unison - 10);
      for (const semitones of [7, -5]) {
        const heard = levelDb(channels[0], hz * 2 ** (semitones / 12));
        assert.ok(heard < unison - 30, `${semitones}: ${heard} beside ${unison}`);
      }
    }
  });
});

describe('the treble of a cloud', () => {
  /** How far the quietest hundredth of all 46 ms above `fromHz` lies below the median, in decibels. */
  function holesDb(plane: Float32Array, fromHz: number): number {
    const spectrum = new PowerSpectrum(1024);
    const levels: number[] = [];
    for (let at = 0; at + 1024 <= plane.length; at += 256) {
      spectrum.measure(plane, at);
      const treble = spectrum.power.subarray(Math.round((fromHz * 1024) / RATE));
      levels.push(10 * Math.log10(treble.reduce((sum, power) => sum + power, 1e-20)));
    }
    levels.sort((a, b) => a - b);
    return levels[levels.length >> 1] - levels[Math.floor(levels.length / 100)];
  }

  const note = (length: number) => harmonicNote(45, length, RATE);
  /** Noise above about 5 kHz. */
  const air = (length: number, seed: number) => {
    const noise = whiteNoise(seconds(length) + 2, 0.05, seed);
    return Float32Array.from({ length: seconds(length) }, (_, n) => noise[n] - 2 * noise[n + 1] + noise[n + 2]);
  };

  it('has no holes where grains are an octave lower', async () => {
    const track = mix(note(30), air(30, 3));
    const { channels } = await cloudOf(track, { pitches_semitones: [0, 0, -12], width_ratio: 0 });
    const holes = holesDb(channels[0], 8000);
    assert.ok(holes < 12, `${holes} dB`);
  });

  it('has no holes where the track has treble only most of the time', async () => {
    const track = note(30);
    for (let at = 0; at < 30; at += 1.5) addAt(track, air(1, 1 + at), seconds(at));
    const { channels } = await cloudOf(track, { pitches_semitones: [0], width_ratio: 0 });
    const holes = holesDb(channels[0], 5000);
    assert.ok(holes < 12, `${holes} dB`);
  });
});
