import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { judgeTexture } from '../../src/quality/judge.ts';
import { addAt, harmonicNote, mix, scaled, sine, whiteNoise } from '../dsp/signals.ts';
import { make } from './make.ts';

const RATE = 22050;
const frames = (seconds: number): number => Math.round(seconds * RATE);
const chord = (seconds: number) => mix(...[48, 55, 60, 64].map((note) => harmonicNote(note, seconds, RATE)));

/** Eight seconds of music, ten of faint noise with a hum, eight of music; both channels differ. */
function breaks(roomAmplitude = 0.001): Float32Array[] {
  return [1, 2].map((seed) => {
    const track = mix(
      whiteNoise(frames(26), roomAmplitude, seed),
      scaled(sine(100, RATE, frames(26)), roomAmplitude / 2),
    );
    addAt(track, chord(8), 0);
    addAt(track, chord(8), frames(18));
    return track;
  });
}

describe('silences', () => {
  it('are the quiet stretch of a track, as clean loops at a low level', async () => {
    const { textures, rejections } = await make('silences', breaks(), RATE, { silences: { count: 2 } });
    assert.equal(textures.length, 2, JSON.stringify(rejections));
    for (const { record, channels } of textures) {
      const [{ startSeconds, endSeconds }] = record.source;
      assert.ok(startSeconds >= 7.9 && endSeconds <= 18.1, `${startSeconds} to ${endSeconds}`);
      const targets = { targetLufs: -42, targetShortRmsDbfs: -42, truePeakCeilingDbtp: -1 };
      assert.deepEqual(judgeTexture(record.measures, targets).faults, []);
      assert.ok(Math.abs(Number(record.measures.integratedLufs) + 42) < 1);
      assert.deepEqual(record.loop, { startFrame: 0, endFrame: channels[0].length });
      assert.ok(channels[0].length <= frames(3) && channels[0].length >= frames(0.85 * 3) - 1);
      assert.equal(channels.length, 2);
    }
  });

  it('are none where nothing is quiet, and the reason is how near the quietest comes', async () => {
    const { textures, rejections } = await make('silences', [chord(20)], RATE, { silences: { count: 2 } });
    assert.equal(textures.length, 0);
    assert.equal(rejections.length, 2);
    for (const { rule, measured, threshold } of rejections) {
      assert.equal(rule, 'relative-level-db');
      assert.ok(Number(measured) > -24 && threshold === -24);
    }
  });

  it('are none where the pauses are digital silence', async () => {
    const track = new Float32Array(frames(26));
    addAt(track, chord(8), 0);
    addAt(track, chord(8), frames(18));
    const { textures, rejections } = await make('silences', [track], RATE, { silences: { count: 1 } });
    assert.equal(textures.length, 0);
    assert.equal(rejections.length, 1);
    const all = await make('silences', [new Float32Array(frames(12))], RATE, { silences: { count: 1 } });
    assert.deepEqual(
      all.rejections.map(({ rule, measured }) => [rule, measured]),
      [['level-dbfs', -120]],
    );
  });

  it('are none where something moves above a steady rumble', async () => {
    const track = mix(scaled(sine(12, RATE, frames(26)), 0.01), scaled(whiteNoise(frames(26), 0.0002, 3), 1));
    for (let at = 8.5; at < 18; at += 0.7) addAt(track, whiteNoise(frames(0.2), 0.003, 5), frames(at));
    addAt(track, chord(8), 0);
    addAt(track, chord(8), frames(18));
    const { textures, rejections } = await make('silences', [track], RATE, { silences: { count: 1 } });
    assert.equal(textures.length, 0);
    assert.equal(rejections[0].rule, 'loop-level-spread-db');
    assert.ok(Number(rejections[0].measured) > 3);
  });

  it('are none of a track that is too short for a loop', async () => {
    const { rejections } = await make('silences', [whiteNoise(frames(2), 0.001)], RATE, { silences: { count: 1 } });
    assert.equal(rejections[0].rule, 'too-short');
  });
});
