/** How much of a texture is silence. Knows nothing of how much is too much. */
import type { Channels } from '../texture/texture.ts';
import { windowFramesAt, windowPowers } from './window-power.ts';

export interface SilenceFigures {
  /** Share of 50 ms windows that are silent, 0 to 1. */
  readonly silentRatio: number;
  /** Longest run of such windows. */
  readonly longestSilenceSeconds: number;
}

/** Silent: more than 50 dB under the loudest window of the same texture. */
const SILENT_POWER_RATIO = 1e-5;

/** Longest run of `true`; with `circular`, a run may go on from the end at the start. */
function longestRun(silent: readonly boolean[], circular: boolean): number {
  let longest = 0;
  let run = 0;
  for (let i = 0; i < (circular ? 2 : 1) * silent.length; i++) {
    run = silent[i % silent.length] ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return Math.min(longest, silent.length);
}

/**
 * Silence of `channels` relative to their own loudest 50 ms, over all channels together. Digital silence and empty audio are silent
 * throughout (ratio 1). `circular`: the texture is a loop, whose silence at the end goes on at the start.
 */
export function silenceFigures(channels: Channels, sampleRateHz: number, circular: boolean): SilenceFigures {
  const windowFrames = windowFramesAt(sampleRateHz, channels[0]?.length ?? 0);
  const powers = windowPowers(channels, windowFrames);
  const loudest = powers.reduce((most, power) => Math.max(most, power), 0);
  const silent = Array.from(powers, (power) => power <= SILENT_POWER_RATIO * loudest);
  const count = silent.filter(Boolean).length;
  return {
    silentRatio: silent.length === 0 ? 1 : count / silent.length,
    longestSilenceSeconds: (longestRun(silent, circular) * windowFrames) / sampleRateHz,
  };
}
