import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeTexture } from '../../src/quality/judge.ts';
import { addAt, amplitudeAt, harmonicNote, mix, rmsOf, whiteNoise } from '../dsp/signals.ts';
import { make } from './make.ts';

const RATE = 44100;
const chord = (seconds: number) => mix(...[48, 55, 60, 64].map((note) => harmonicNote(note, seconds, RATE)));
const airy = () => [mix(chord(24), whiteNoise(24 * RATE, 0.02, 7))];

/** Two chords that share no note, so that two pads differ. */
const changing = () => {
  const other = mix(...[50, 54, 57, 61].map((note) => harmonicNote(note, 24, RATE)));
  const track = new Float32Array(48 * RATE);
  addAt(track, chord(24), 0);
  addAt(track, other, 24 * RATE);
  return [mix(track, whiteNoise(48 * RATE, 0.02, 7))];
};

/** RMS above 4 kHz, by a fourth difference that leaves hardly anything of the chord. */
function airOf(plane: Float32Array): number {
  let signal = plane;
  for (let i = 0; i < 4; i++) signal = signal.map((value, n) => (n > 0 ? (value - signal[n - 1]) / 2 : 0)).subarray(1);
  return rmsOf(signal);
}

describe('dust', () => {
  it('is a pad with hiss under it, as a clean loop', async () => {
    const { textures, rejections } = await make('dust', airy(), RATE, { dust: { count: 1 } });
    assert.equal(textures.length, 1, JSON.stringify(rejections));
    const [{ record, channels }] = textures;
    assert.equal(record.name, 'dust01');
    assert.equal(record.source.length, 2, 'where the pad and where the air came from');
    const targets = { targetLufs: -18, targetShortRmsDbfs: -18, truePeakCeilingDbtp: -1 };
    assert.deepEqual(judgeTexture(record.measures, targets).faults, []);
    assert.deepEqual(record.loop, { startFrame: 0, endFrame: channels[0].length });
    assert.ok(amplitudeAt(channels[0], 261.63, RATE) > 0.3 * rmsOf(channels[0]), 'the chord is there');
  });

  it('has as much hiss as is asked for', async () => {
    const levels: number[] = [];
    for (const hiss_below_pad_db of [6, 26]) {
      const [{ channels }] = (await make('dust', airy(), RATE, { dust: { count: 1, hiss_below_pad_db } })).textures;
      levels.push(20 * Math.log10(airOf(channels[0]) / rmsOf(channels[0])));
    }
    assert.ok(levels[0] - levels[1] > 10, levels.join());
  });

  it('is none where the track has no air, with the reason', async () => {
    const { textures, rejections } = await make('dust', [chord(20)], RATE, { dust: { count: 2 } });
    assert.equal(textures.length, 0);
    assert.deepEqual(
      rejections.map(({ name, rule }) => `${name} ${rule}`),
      ['dust01 air-dbfs', 'dust02 air-dbfs'],
    );
  });

  it('takes other air for each, where the track has more than one stretch of it', async () => {
    const { textures } = await make('dust', changing(), RATE, { dust: { count: 2 } });
    const air = textures.map(({ record }) => record.parameters.airStartSeconds);
    assert.equal(air.length, 2);
    assert.notEqual(air[0], air[1]);
  });
});
