/** The filter characters of swells. Knows nothing of levels: every variant is levelled again afterwards. */
import {
  type BiquadCoefficients,
  designHighpass,
  designHighShelf,
  designLowpass,
  designLowShelf,
  filterOneShot,
} from '../dsp/biquad.ts';
import { powerToDb } from '../dsp/elementary.ts';

export type Character = 'warm' | 'airy' | 'dark';

const BUTTERWORTH_Q = Math.SQRT1_2;
const LOWEST_CUT_HZ = 25;
/** A character that takes away more than this has missed the sound: its corner moves towards where the sound is. */
const MOST_LOSS_DB = 15;
const RETRIES = 3;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The filters of a character; `reach` 1, 2, 4 … moves the corner outwards, letting more through. */
function filtersOf(character: Character, centroidHz: number, reach: number, rate: number): BiquadCoefficients[] {
  const cut = designHighpass(LOWEST_CUT_HZ, BUTTERWORTH_Q, rate);
  if (character === 'airy') {
    const corner = clamp(centroidHz * 0.5, 150, 500) / reach;
    return [designHighpass(Math.max(LOWEST_CUT_HZ, corner), BUTTERWORTH_Q, rate), designHighShelf(4500, 7, rate)];
  }
  const corner = character === 'warm' ? clamp(centroidHz * 2, 1800, 4000) : clamp(centroidHz * 0.6, 350, 900);
  const hz = Math.min(corner * reach, 0.45 * rate);
  const lowpass = designLowpass(hz, BUTTERWORTH_Q, rate);
  return character === 'warm' ? [cut, designLowShelf(250, 2.5, rate), lowpass] : [cut, lowpass, lowpass];
}

function powerOf(channels: readonly Float32Array[]): number {
  let sum = 0;
  for (const plane of channels) for (let n = 0; n < plane.length; n++) sum += plane[n] * plane[n];
  return sum;
}

/**
 * Filters `channels` in place towards `character`, its corner following the sound's `centroidHz`, and returns the loss in dB (negative
 * when it gained; 0 for silence). A filter that would take away more than 15 dB is opened, up to three octaves.
 */
export function coloured(
  channels: readonly Float32Array[],
  rate: number,
  character: Character,
  centroidHz: number,
): number {
  const before = powerOf(channels);
  if (before === 0) return 0;
  for (let retry = 0; ; retry++) {
    const filters = filtersOf(character, centroidHz, 2 ** retry, rate);
    const filtered = channels.map((plane) => plane.slice());
    filterOneShot(filtered, filters);
    const lossDb = powerToDb(before / (powerOf(filtered) + before * 1e-12));
    if (lossDb > MOST_LOSS_DB && retry < RETRIES) continue;
    filtered.forEach((plane, channel) => {
      channels[channel].set(plane);
    });
    return lossDb;
  }
}
