import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { integratedLufs } from '../../src/dsp/loudness.ts';
import { truePeakDbtp } from '../../src/dsp/peak.ts';
import { scaled } from '../dsp/signals.ts';
import { converted, ebur128 } from './ebur128.ts';
import { needsFluidsynth, PLAYED_RATE_HZ, Player, soundFont } from './fluidsynth.ts';
import { midiFile } from './midi.ts';
import { fittedPieces } from './varied-pieces.ts';

describe('the level of rendered music', { skip: needsFluidsynth }, () => {
  const player = new Player(soundFont() ?? '');
  const styles = fittedPieces(1);
  /** With a long quiet end, so that both gates have something to leave out. */
  const hear = (style: number): Float32Array[] =>
    player.playStereo(midiFile(styles[style].score), 12, true).map((side) => {
      const plane = scaled(side, 2);
      for (let n = plane.length >> 1; n < plane.length; n++) plane[n] *= n > 0.75 * plane.length ? 0.02 : 0.3;
      return plane;
    });

  for (const [rateHz, channels, style] of [
    [44100, 2, 0],
    [44100, 1, 5],
    [48000, 2, 11],
    [48000, 1, 17],
    [96000, 2, 23],
    [96000, 1, 27],
  ]) {
    it(`reads as by ffmpeg's ebur128, within 0.02 LU and 0.15 dB: ${styles[style].group}, ${channels} channels at ${rateHz} Hz`, () => {
      const played = hear(style).slice(0, channels);
      const planes = rateHz === PLAYED_RATE_HZ ? played : converted(played, PLAYED_RATE_HZ, rateHz);
      const reference = ebur128(planes, rateHz);
      const lufs = integratedLufs(planes, rateHz);
      assert.ok(Math.abs(lufs - reference.integratedLufs) < 0.02, `${lufs} LUFS, not ${reference.integratedLufs}`);
      const peak = truePeakDbtp(planes, rateHz);
      assert.ok(Math.abs(peak - reference.truePeakDbtp) < 0.15, `${peak} dBTP, not ${reference.truePeakDbtp}`);
    });
  }
});
