/**
 * Folds more than two channels down to stereo. Pure. Knows nothing of where the channels come from.
 *
 * Source: ITU-R BS.775-4 (2022), annex 4: left = L + 0.7071 C + 0.7071 Ls, right likewise; the LFE channel is left out.
 */
import type { Container } from './audio.ts';

export interface FoldWeights {
  readonly left: readonly number[];
  readonly right: readonly number[];
}

const HALF_POWER = Math.SQRT1_2;

/** Speakers in the bit order of WAVE_FORMAT_EXTENSIBLE, with what each gives to left and right. */
const SPEAKERS: readonly (readonly [left: number, right: number])[] = [
  [1, 0], // front left
  [0, 1], // front right
  [HALF_POWER, HALF_POWER], // front centre
  [0, 0], // low frequency
  [HALF_POWER, 0], // back left
  [0, HALF_POWER], // back right
  [1, 0], // front left of centre
  [0, 1], // front right of centre
  [0.5, 0.5], // back centre
  [HALF_POWER, 0], // side left
  [0, HALF_POWER], // side right
];

/** The usual speakers for 3 to 8 channels in WAV and FLAC (RFC 9639, section 9.1.3), as masks. */
const DEFAULT_MASKS = [0, 0, 0, 0x7, 0x33, 0x37, 0x3f, 0x70f, 0x63f];
/** AIFF orders six channels left, left centre, centre, right, right centre, surround. */
const AIFF_SIX = [0, 6, 2, 1, 7, 8];

/** What each source channel gives to the two sides. */
export function foldWeights(channels: number, channelMask: number, container: Container): FoldWeights {
  const speakers = container === 'aiff' && channels === 6 ? AIFF_SIX : speakersOf(channels, channelMask);
  const gains = Array.from({ length: channels }, (_, channel) => speakerGains(speakers[channel], channel, channels));
  return { left: gains.map(([left]) => left), right: gains.map(([, right]) => right) };
}

function speakersOf(channels: number, channelMask: number): number[] {
  const fromMask = maskBits(channelMask);
  return fromMask.length === channels ? fromMask : maskBits(DEFAULT_MASKS[channels] ?? 0);
}

function maskBits(mask: number): number[] {
  return Array.from({ length: 32 }, (_, bit) => bit).filter((bit) => (mask >>> bit) & 1);
}

/** Channels nobody names alternate between the sides, at a level that keeps full scale within ±1. */
function speakerGains(speaker: number | undefined, channel: number, channels: number): readonly [number, number] {
  if (speaker !== undefined && speaker < SPEAKERS.length) return SPEAKERS[speaker];
  const gain = 1 / Math.ceil(channels / 2);
  return channel % 2 === 0 ? [gain, 0] : [0, gain];
}

/** Writes the weighted sums of the first `frames` values of `planes` into `left` and `right`. The sums may exceed ±1. */
export function foldDown(
  planes: readonly Float32Array[],
  weights: FoldWeights,
  left: Float32Array,
  right: Float32Array,
  frames: number,
): void {
  for (let frame = 0; frame < frames; frame++) {
    let leftSum = 0;
    let rightSum = 0;
    for (let channel = 0; channel < planes.length; channel++) {
      leftSum += weights.left[channel] * planes[channel][frame];
      rightSum += weights.right[channel] * planes[channel][frame];
    }
    left[frame] = leftSum;
    right[frame] = rightSum;
  }
}
