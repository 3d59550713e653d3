/** Crossfades whose law fits the material, and the seamless loop they make. Knows nothing of where loop points come from. */
import { smoothStep } from './envelope.ts';
import { copyOfPlane } from './planes.ts';

/** Below this the law would boost by more than 6 dB at its middle; such a pair should not be crossfaded anyway. */
const LOWEST_CORRELATION = -0.5;

/**
 * Normalised correlation of two equally long sets of planes, −1 to 1: Σab ÷ √(Σa²·Σb²) over `frames` frames from each offset.
 * 0 when either side is silent or `frames` is 0.
 */
export function correlationBetween(
  channels: readonly Float32Array[],
  firstOffset: number,
  secondOffset: number,
  frames: number,
): number {
  let product = 0;
  let first = 0;
  let second = 0;
  for (const plane of channels) {
    for (let n = 0; n < frames; n++) {
      const a = plane[firstOffset + n];
      const b = plane[secondOffset + n];
      product += a * b;
      first += a * a;
      second += b * b;
    }
  }
  const energy = first * second;
  return energy > 0 ? product / Math.sqrt(energy) : 0;
}

/** The gains of a crossfade at one position. */
export interface CrossfadeGains {
  readonly fadeIn: number;
  readonly fadeOut: number;
}

/**
 * Gains at `position` (0 to 1) that keep the power constant for two signals of equal power and correlation r:
 * in² + out² + 2·r·in·out = 1, with in : out = s : 1 − s and s a smooth step. r = 1 is the equal-gain law, r = 0 the
 * equal-power law, anything else lies between. r is clamped to −0.5 … 1.
 * Accuracy: within 0.1 dB of constant power on known mixtures (`test/dsp/crossfade.test.ts`).
 * Source: Fink, Holters, Zölzer, "Signal-Matched Power-Complementary Cross-Fading and Dry-Wet Mixing", DAFx (2016).
 */
export function crossfadeGains(position: number, correlation: number): CrossfadeGains {
  const r = Math.max(LOWEST_CORRELATION, Math.min(1, correlation));
  const s = smoothStep(position);
  const scale = 1 / Math.sqrt(s * s + (1 - s) * (1 - s) + 2 * r * s * (1 - s));
  return { fadeIn: s * scale, fadeOut: (1 - s) * scale };
}

/**
 * The loop [startFrame, endFrame) of `channels` as new planes of exactly that length: its first `fadeFrames` frames are
 * crossfaded from what follows `endFrame` in the source, so that the last frame runs on into the first as it did in the source.
 * No tail is left over. Throws a RangeError when the source has fewer than `fadeFrames` frames after `endFrame`, or the fade is
 * longer than the loop.
 */
export function crossfadedLoop(
  channels: readonly Float32Array[],
  startFrame: number,
  endFrame: number,
  fadeFrames: number,
): Float32Array[] {
  const frames = endFrame - startFrame;
  if (fadeFrames > frames || endFrame + fadeFrames > (channels[0]?.length ?? 0) || startFrame < 0)
    throw new RangeError(`no room to fade ${fadeFrames} frames at ${startFrame} to ${endFrame}`);
  const correlation = correlationBetween(channels, startFrame, endFrame, fadeFrames);
  const loop = channels.map((plane) => copyOfPlane(plane.subarray(startFrame, endFrame)));
  for (let n = 0; n < fadeFrames; n++) {
    const gains = crossfadeGains(n / fadeFrames, correlation);
    for (let c = 0; c < loop.length; c++)
      loop[c][n] = gains.fadeIn * loop[c][n] + gains.fadeOut * channels[c][endFrame + n];
  }
  return loop;
}
