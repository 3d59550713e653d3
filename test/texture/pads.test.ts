/** Where in a piece pads come from: pieces whose chords and their times are known. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addAt, harmonicNote, whiteNoise } from '../dsp/signals.ts';
import { make } from './make.ts';

const RATE = 22050;
/** A bass note and a triad; neighbours share two notes, one and none. */
const CHORDS = [
  [48, 60, 64, 67],
  [45, 57, 60, 64],
  [41, 57, 60, 65],
  [43, 55, 59, 62],
  [40, 55, 59, 64],
  [50, 57, 62, 65],
  [46, 58, 62, 65],
  [39, 55, 58, 63],
];

/** The chords one after another, `chordSeconds` each, with a little air. */
function changing(chordSeconds: number, chords: number): Float32Array {
  const track = whiteNoise(Math.round(chords * chordSeconds * RATE), 0.0005);
  for (let chord = 0; chord < chords; chord++)
    for (const note of CHORDS[chord])
      addAt(track, harmonicNote(note, chordSeconds, RATE), Math.round(chord * chordSeconds * RATE));
  return track;
}

describe('pads of a piece whose chords change', () => {
  for (const chordSeconds of [2, 3.1]) {
    it(`every ${chordSeconds} s lie inside one chord each`, async () => {
      const { textures } = await make('pads', [changing(chordSeconds, 8)], RATE);
      assert.equal(textures.length, 3);
      for (const { name, parameters } of textures.map(({ record }) => record)) {
        const [start, end] = [Number(parameters.loopStartSeconds), Number(parameters.loopEndSeconds)];
        const chord = Math.floor((start + 0.1) / chordSeconds);
        assert.ok(start > chord * chordSeconds - 0.1, `${name} starts at ${start}`);
        assert.ok(end < (chord + 1) * chordSeconds + 0.1, `${name} goes from ${start} to ${end}`);
      }
    });
  }

  it('only after a long time come from stretches that hold their longest loop', async () => {
    const { textures } = await make('pads', [changing(14, 3)], RATE);
    for (const { record } of textures) {
      const [{ startSeconds, endSeconds }] = record.source;
      assert.ok(endSeconds - startSeconds > 5, `${record.name} from ${startSeconds} to ${endSeconds}`);
    }
  });
});

describe('a track of notes that die away', () => {
  it('gives no pad that is the end of one and the attack of the next, and says how uneven the first was', async () => {
    const note = harmonicNote(57, 2, RATE).map((sample, n) => sample * 10 ** (-2 * (n / RATE)));
    const track = new Float32Array(32 * RATE);
    for (let at = 0; at < 32; at += 2) addAt(track, note, at * RATE);
    const { textures, rejections } = await make('pads', [track], RATE, { pads: { count: 1 } });
    assert.deepEqual(textures, []);
    assert.equal(rejections[0].rule, 'level-spread-db');
    assert.ok(Number(rejections[0].measured) > 8, String(rejections[0].measured));
  });
});
