/** Levels of consecutive short windows. Knows nothing of loops or thresholds. */
import { powerToDb } from '../dsp/elementary.ts';
import type { Channels } from '../texture/texture.ts';

/** Judgements of level look at windows of this length: short enough for a gap to show, long enough to hold a bass period. */
export const WINDOW_SECONDS = 0.05;

/** Sample frames of a window at `sampleRateHz`, at most `frames`. */
export const windowFramesAt = (sampleRateHz: number, frames: number): number =>
  Math.max(1, Math.min(frames, Math.round(WINDOW_SECONDS * sampleRateHz)));

/** Mean square of `channel` over `frames` (≥ 1) sample frames from `start` on, which must lie inside. */
export function meanSquare(channel: Float32Array, start: number, frames: number): number {
  let energy = 0;
  for (let i = start; i < start + frames; i++) energy += channel[i] * channel[i];
  return energy / frames;
}

/**
 * Mean square over all channels of each whole window, one after the other from the first sample frame on; a rest shorter than a window
 * is left out. Empty audio gives none. A new array.
 */
export function windowPowers(channels: Channels, windowFrames: number): Float32Array {
  const frames = channels[0]?.length ?? 0;
  const powers = new Float32Array(Math.floor(frames / windowFrames));
  for (let window = 0; window < powers.length; window++) {
    let sum = 0;
    for (const channel of channels) sum += meanSquare(channel, window * windowFrames, windowFrames);
    powers[window] = sum / channels.length;
  }
  return powers;
}

/** Level of a mean square in dBFS (a full-scale sine reads −3.01), not below `floorDbfs`. */
export const levelDbfs = (power: number, floorDbfs: number): number => Math.max(floorDbfs, powerToDb(power));
