/** Levels of consecutive short windows. Knows nothing of loops or thresholds. */
import { powerToDb } from '../dsp/elementary.ts';
import { windowEnergies } from '../dsp/plane-levels.ts';
import type { Channels } from '../texture/texture.ts';

/** Judgements of level look at windows of this length: short enough for a gap to show, long enough to hold a bass period. */
export const WINDOW_SECONDS = 0.05;

/** Sample frames of a window at `sampleRateHz`, at most `frames`. */
export const windowFramesAt = (sampleRateHz: number, frames: number): number =>
  Math.max(1, Math.min(frames, Math.round(WINDOW_SECONDS * sampleRateHz)));

/**
 * Mean square over all channels of each whole window, one after the other from the first sample frame on; a rest shorter than a window
 * is left out. Empty audio gives none. A new array.
 */
export function windowPowers(channels: Channels, windowFrames: number): Float64Array {
  const count = Math.floor((channels[0]?.length ?? 0) / windowFrames);
  const energies = channels.map((channel) => windowEnergies(channel, windowFrames, count));
  const samples = windowFrames * channels.length;
  return new Float64Array(count).map((_, window) => energies.reduce((sum, of) => sum + of[window], 0) / samples);
}

/** Level of a mean square in dBFS (a full-scale sine reads −3.01), not below `floorDbfs`. */
export const levelDbfs = (power: number, floorDbfs: number): number => Math.max(floorDbfs, powerToDb(power));
