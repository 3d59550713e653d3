/** What key and tempo options do to the textures themselves: pitches and lengths of sounds that are known. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { MusicalitySection } from '../../src/pipeline/profile.ts';
import type { Kind } from '../../src/texture/kinds.ts';
import { addAt, amplitudeAt, drumLoop, harmonicNote, midiToHz, mix, scaled, whiteNoise } from '../dsp/signals.ts';
import { make } from './make.ts';

const RATE = 22050;
const A2 = 45;
const seconds = (count: number) => Math.round(count * RATE);
/** One note with a little air, which is in A however one hears it. */
const note = (length: number) => mix(harmonicNote(A2, length, RATE), whiteNoise(seconds(length), 0.002));

const FEW = {
  pads: { count: 1 },
  swells: { count: 2, min_duration_seconds: 3, max_duration_seconds: 3, pitches_semitones: [0, 7] },
  clouds: { count: 1, duration_seconds: 4, pitches_semitones: [0] },
  hiss: { loop_count: 1, flicker_count: 1, loop_duration_seconds: 1 },
};

const textures = async (kind: Kind, track: Float32Array, musicality: Partial<MusicalitySection>) =>
  (await make(kind, [track], RATE, { ...FEW, musicality })).textures;

/** How far from a note a cloud's grains spread it, in cents. */
const SPREAD_CENTS = [-30, -20, -10, 0, 10, 20, 30];

/** Which of the MIDI notes around A2 is the loudest in the middle of a texture. */
function loudestNote(plane: Float32Array): number {
  const middle = plane.subarray(plane.length / 4, (3 * plane.length) / 4);
  const loudness = (midi: number) =>
    SPREAD_CENTS.reduce((sum, cents) => sum + amplitudeAt(middle, midiToHz(midi, cents), RATE) ** 2, 0);
  return Array.from({ length: 25 }, (_, i) => A2 - 12 + i).reduce((a, b) => (loudness(b) > loudness(a) ? b : a));
}

const frames = (bars: number, bpm: number, beats = 4): number => Math.round(((bars * beats * 60) / bpm) * RATE);

describe('a target key', () => {
  for (const kind of ['pads', 'clouds'] as const) {
    it(`transposes ${kind}, which say so`, async () => {
      const [texture] = await textures(kind, note(24), { source_key: 'A', target_key: 'C' });
      assert.equal(loudestNote(texture.channels[0]), A2 + 3);
      const { key, parameters, warnings } = texture.record;
      assert.deepEqual([key, parameters.sourceKey, parameters.transposedSemitones], ['C', 'A', 3]);
      assert.deepEqual(warnings, []);
    });
  }

  it('transposes swells on top of their own pitches, and each says the key it is in', async () => {
    const made = await textures('swells', note(24), { source_key: 'A', target_key: 'G' });
    assert.deepEqual(
      made.map(({ channels, record }) => [loudestNote(channels[0]), record.key]),
      [
        [A2 - 2, 'G'],
        [A2 + 5, 'D'],
      ],
    );
  });

  it('leaves alone what is in its relative key: A minor for C', async () => {
    for (const kind of ['pads', 'swells', 'clouds'] as const) {
      const plain = await textures(kind, note(24), { source_key: 'Am' });
      const tuned = await textures(kind, note(24), { source_key: 'Am', target_key: 'C' });
      assert.deepEqual([tuned[0].digest, tuned[0].record.key], [plain[0].digest, 'Am']);
    }
  });

  it('leaves alone what has no confident key, with a warning', async () => {
    const noise = whiteNoise(seconds(24), 0.2);
    for (const kind of ['swells', 'clouds'] as const) {
      const [plain] = await textures(kind, noise, {});
      const [tuned] = await textures(kind, noise, { target_key: 'D' });
      assert.equal(tuned.digest, plain.digest);
      assert.deepEqual([tuned.record.key, tuned.record.warnings], [null, [...plain.record.warnings, 'key-unknown']]);
      assert.equal(tuned.record.parameters.transposedSemitones, 0);
    }
  });

  it('is nothing to hiss', async () => {
    const track = mix(note(24), drumLoop(120, 24, RATE));
    const [plain] = await textures('hiss', track, { source_key: 'A' });
    const [tuned] = await textures('hiss', track, { source_key: 'A', target_key: 'C' });
    assert.equal(tuned.digest, plain.digest);
    assert.deepEqual([tuned.record.key, tuned.record.warnings], [null, plain.record.warnings]);
  });
});

describe('whole bars', () => {
  const BPM = 113.7;
  const track = mix(note(24), scaled(drumLoop(BPM, 24, RATE), 0.3));
  const options = { source_bpm: BPM, snap_to_bars: [1, 2, 4] };

  for (const [kind, bars] of [
    ['pads', 2],
    ['clouds', 2],
    ['hiss', 1],
  ] as const) {
    it(`are the length of ${kind} that loop, to the frame`, async () => {
      const [{ channels, record }] = await textures(kind, track, options);
      assert.equal(record.frames, frames(bars, BPM));
      assert.ok(channels.every(({ length }) => length === record.frames));
      assert.deepEqual(record.loop, { startFrame: 0, endFrame: record.frames });
      assert.deepEqual([record.tempoBpm, record.parameters.bars, record.parameters.barsBpm], [BPM, bars, BPM]);
    });
  }

  it('are heard in the track where nobody says its tempo', async () => {
    const [{ record }] = await textures('clouds', track, { snap_to_bars: [1, 2, 4] });
    assert.ok(Math.abs((record.tempoBpm ?? 0) - BPM) < 0.005 * BPM, `${record.tempoBpm}`);
    assert.ok(Math.abs(record.frames - frames(2, BPM)) < 0.005 * frames(2, BPM));
  });

  it('are counted at the reference for what has no tempo, and pads say that they are not on the beat', async () => {
    const reference = { reference_bpm: 100, snap_to_bars: [1, 2, 4], beats_per_bar: 3 };
    const steady = note(24);
    const [pad] = await textures('pads', steady, reference);
    assert.deepEqual([pad.record.frames, pad.record.warnings], [frames(2, 100, 3), ['tempo-unknown']]);
    const [cloud] = await textures('clouds', steady, reference);
    assert.deepEqual([cloud.record.frames, cloud.record.warnings], [frames(2, 100, 3), []]);
  });

  it('are not made up where there is neither tempo nor reference', async () => {
    for (const kind of ['pads', 'clouds'] as const) {
      const [plain] = await textures(kind, note(24), {});
      const [made] = await textures(kind, note(24), { snap_to_bars: [1, 2, 4] });
      assert.equal(made.digest, plain.digest);
      assert.deepEqual([made.record.warnings, made.record.tempoBpm], [['tempo-unknown'], null]);
    }
  });
});

describe('a reference tempo', () => {
  /** A2 with its fifth an octave up at the start of every bar of 100 BPM, long enough to be a pad. */
  function pulsing(): Float32Array {
    const track = note(24);
    for (let bar = 0; bar < 9; bar++) addAt(track, scaled(harmonicNote(64, 2.2, RATE), 0.3), seconds(2.4 * bar));
    return track;
  }

  it('stretches pads from the tempo of the track at their pitch, to whole bars', async () => {
    const [pad] = await textures('pads', pulsing(), { source_bpm: 100, reference_bpm: 120, snap_to_bars: [1, 2] });
    const { record } = pad;
    assert.equal(record.frames, frames(2, 120));
    assert.equal(loudestNote(pad.channels[0]), A2);
    assert.deepEqual([record.tempoBpm, record.parameters.tempoStretchRatio], [120, 100 / 120]);
    const { loopStartSeconds, loopEndSeconds } = record.parameters;
    assert.ok(Math.abs(Number(loopEndSeconds) - Number(loopStartSeconds) - 4.8) < 0.001, 'two bars of the track');
  });

  it('and a target key go together', async () => {
    const [pad] = await textures('pads', pulsing(), {
      source_bpm: 100,
      reference_bpm: 90,
      snap_to_bars: [1],
      source_key: 'A',
      target_key: 'D',
    });
    assert.equal(pad.record.frames, frames(1, 90));
    assert.equal(loudestNote(pad.channels[0]), A2 + 5);
    assert.deepEqual([pad.record.key, pad.record.tempoBpm], ['D', 90]);
  });

  it('changes nothing but pads where no bars are asked for', async () => {
    const track = mix(note(24), scaled(drumLoop(113.7, 24, RATE), 0.3));
    for (const kind of ['clouds', 'hiss'] as const) {
      const [plain] = await textures(kind, track, { source_bpm: 113.7 });
      const [made] = await textures(kind, track, { source_bpm: 113.7, reference_bpm: 90 });
      assert.equal(made.digest, plain.digest);
    }
  });
});

describe('without options', () => {
  it('pads say the tempo of their track, clouds, swells and hiss none: they have no beat of it', async () => {
    const track = mix(note(24), scaled(drumLoop(113.7, 24, RATE), 0.3));
    for (const kind of ['pads', 'swells', 'clouds', 'hiss'] as const) {
      const [{ record }] = await textures(kind, track, { source_bpm: 113.7 });
      assert.equal(record.tempoBpm, kind === 'pads' ? 113.7 : null);
    }
  });

  it('a pad transposed like a tape says the tempo it plays at', async () => {
    const [pad] = await textures('pads', note(24), { source_bpm: 100, source_key: 'A', target_key: 'D' });
    assert.equal(pad.record.tempoBpm, Math.round(100 * 2 ** (5 / 12) * 100) / 100);
  });
});

describe('the root note', () => {
  /** A minor over A2, with air. */
  const triad = (length: number) =>
    mix(...[0, 7, 12, 15].map((step) => harmonicNote(A2 + step, length, RATE)), whiteNoise(seconds(length), 0.002));

  it('is that of the texture after transposition, for every tonal kind', async () => {
    const options = { source_key: 'Am', target_key: 'Cm' };
    for (const kind of ['pads', 'clouds'] as const) {
      const [plain] = await textures(kind, triad(24), {});
      const [tuned] = await textures(kind, triad(24), options);
      assert.deepEqual([plain.record.rootNote, tuned.record.rootNote], [A2, A2 + 3], kind);
      assert.ok(Number(tuned.record.parameters.rootNoteConfidence) >= 0.5);
    }
    const swells = await textures('swells', triad(24), options);
    assert.deepEqual(
      swells.map(({ record }) => record.rootNote),
      [A2 + 3, A2 + 10],
    );
  });

  it('is none for noise, whatever the key is said to be', async () => {
    const noise = whiteNoise(seconds(24), 0.2);
    for (const kind of ['swells', 'clouds', 'hiss'] as const) {
      const [{ record }] = await textures(kind, noise, { source_key: 'C' });
      assert.equal(record.rootNote, null, kind);
    }
  });

  it('is what is heard and not the key: a pad of the fourth chord has its root', async () => {
    const [pad] = await textures('pads', triad(24), { source_key: 'Em' });
    assert.deepEqual([pad.record.rootNote, pad.record.key], [A2, 'Em']);
  });
});
