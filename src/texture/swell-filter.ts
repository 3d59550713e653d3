/**
 * The filter characters of swells, whose cutoffs travel while the swell grows and fades. Knows nothing of levels: every variant is levelled
 * again afterwards.
 */
import { type BiquadCoefficients, Cascade, designHighpass, designHighShelf, designLowShelf } from '../dsp/biquad.ts';
import { pow, powerToDb } from '../dsp/elementary.ts';
import { smoothStep } from '../dsp/envelope.ts';
import { changePlanes } from '../dsp/kernel/blocks.ts';
import { borrowing } from '../dsp/kernel/memory.ts';
import { CUTOFF_STEP_FRAMES, cutoffCount, MovingFilter, type MovingResponse } from '../dsp/moving-filter.ts';
import { energyOf } from '../dsp/plane-levels.ts';
import { newPlane } from '../dsp/planes.ts';
import type { Channels } from './texture.ts';

export type Character = 'warm' | 'airy' | 'dark';

/** How the cutoff travels: `octaves` towards letting more through until `peakRatio` of the length, and back. */
export interface Movement {
  readonly octaves: number;
  readonly peakRatio: number;
}

/** What a character is for a sound: its filters that rest, and the one or more whose cutoff travels about `restHz`. */
interface Tone {
  readonly fixed: readonly BiquadCoefficients[];
  readonly response: MovingResponse['response'];
  readonly sections: number;
  readonly restHz: number;
}

const BUTTERWORTH_Q = Math.SQRT1_2;
const LOWEST_CUT_HZ = 25;
/** A character that takes away more than this has missed the sound: its corner moves towards where the sound is. */
const MOST_LOSS_DB = 15;
const RETRIES = 3;
/** Where the cutoff of the character itself lies on the way from closed to open. */
const REST_POSITION = 2 / 3;

const clamp = (value: number, low: number, high: number): number => Math.max(low, Math.min(high, value));

/** The tone of a character; `reach` 1, 2, 4 … moves the corner outwards, letting more through. */
function toneOf(character: Character, centroidHz: number, reach: number, rate: number): Tone {
  if (character === 'airy') {
    const restHz = clamp(centroidHz * 0.5, 150, 500) / reach;
    return { fixed: [designHighShelf(4500, 7, rate)], response: 'highpass', sections: 1, restHz };
  }
  const cut = designHighpass(LOWEST_CUT_HZ, BUTTERWORTH_Q, rate);
  if (character === 'dark')
    return { fixed: [cut], response: 'lowpass', sections: 2, restHz: clamp(centroidHz * 0.6, 350, 900) * reach };
  const restHz = clamp(centroidHz * 2, 1800, 4000) * reach;
  return { fixed: [cut, designLowShelf(250, 2.5, rate)], response: 'lowpass', sections: 1, restHz };
}

/** Cutoffs of a tone over `frames`: closed at both ends, open at the peak, each way a smooth step in octaves. */
function cutoffs(tone: Tone, movement: Movement, frames: number): Float64Array {
  const sign = tone.response === 'lowpass' ? 1 : -1;
  return Float64Array.from({ length: cutoffCount(frames) }, (_, i) => {
    const at = Math.min(1, (i * CUTOFF_STEP_FRAMES) / frames);
    const { peakRatio } = movement;
    const open = smoothStep(at <= peakRatio ? at / peakRatio : (1 - at) / (1 - peakRatio));
    return Math.max(LOWEST_CUT_HZ, tone.restHz * pow(2, sign * movement.octaves * (open - REST_POSITION)));
  });
}

/** `channels` through the filters of a tone, as new planes. */
function toned(channels: Channels, tone: Tone, movement: Movement, rate: number): Float32Array[] {
  const filtered = channels.map((plane) => newPlane(plane.length));
  const { response, sections } = tone;
  const cutoffsHz = cutoffs(tone, movement, channels[0].length);
  borrowing((lender) => {
    const resting = new Cascade(lender, tone.fixed);
    const moving = new MovingFilter(lender, { response, sections, q: BUTTERWORTH_Q, cutoffsHz }, rate);
    changePlanes(channels, filtered, (left, right, frames, first) => {
      resting.filter(left, right, frames);
      moving.filter(left, right, frames, first);
    });
  });
  return filtered;
}

const energyOfAll = (channels: Channels): number =>
  channels.reduce((sum, plane) => sum + energyOf(plane, 0, plane.length), 0);

/**
 * `channels` filtered towards `character` as new planes, the corner following the sound's `centroidHz` and travelling as `movement` says, and the loss
 * in dB (negative when it gained; 0 for silence, which stays as it is). A filter that would take away more than 15 dB is opened, up to three octaves.
 */
export function coloured(
  channels: Channels,
  rate: number,
  character: Character,
  centroidHz: number,
  movement: Movement,
): { readonly channels: readonly Float32Array[]; readonly lossDb: number } {
  const before = energyOfAll(channels);
  if (before === 0) return { channels, lossDb: 0 };
  for (let retry = 0; ; retry++) {
    const filtered = toned(channels, toneOf(character, centroidHz, 2 ** retry, rate), movement, rate);
    const lossDb = powerToDb(before / (energyOfAll(filtered) + before * 1e-12));
    if (lossDb <= MOST_LOSS_DB || retry === RETRIES) return { channels: filtered, lossDb };
  }
}
