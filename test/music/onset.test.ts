import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { needsFluidsynth, PLAYED_RATE_HZ, Player, soundFont } from './fluidsynth.ts';
import { midiFile } from './midi.ts';
import { notePieces } from './pieces.ts';
import { onsetErrors } from './verdict.ts';

/**
 * Of the notes of each instrument, how many at least are found within 10 ms of where they begin. What a player's softest notes lack is not missed: a
 * high piano string sounds 10 ms after its hammer, and a quiet note on a loud one of the same pitch raises nothing.
 */
const FOUND_WITHIN_10_MS: Readonly<Record<string, number>> = {
  piano: 34 / 40,
  'electric piano': 1,
  vibraphone: 1,
  'steel guitar': 37 / 39,
  marimba: 1,
  'drum kit': 1,
  'synth bass': 39 / 40,
  'fingered bass': 36 / 40,
};

describe('the onsets of rendered notes', { skip: needsFluidsynth }, () => {
  const player = new Player(soundFont() ?? '');
  for (const { name, score, seconds, hasReverb, onsetSeconds } of notePieces()) {
    const least = FOUND_WITHIN_10_MS[name];
    it(`are within 10 ms for ${Math.round(100 * least)} % of those of a ${name}, with none where no note is`, () => {
      const audio = player.play(midiFile(score), seconds, hasReverb);
      const found = analyseTrack([audio], PLAYED_RATE_HZ).onsetSeconds;
      const { errorsMs, extra } = onsetErrors(found, onsetSeconds);
      const near = errorsMs.filter((error) => Math.abs(error) <= 10).length;
      assert.ok(near >= least * onsetSeconds.length - 1e-9, `${near} of ${onsetSeconds.length}`);
      assert.equal(extra, 0);
    });
  }
});
