/** How many bytes the stale actions will write at most: what the disk must have free before work starts. Pure. */
import type { Profile } from '../pipeline/profile.ts';
import type { Kind } from '../texture/texture.ts';
import type { DecidedAction } from './decide.ts';

/** WAV headers, `smpl`, text and the result file of one texture. */
const OVERHEAD_BYTES = 2000;

/** Seconds of audio a kind makes of one track at most. */
const SECONDS: Readonly<Record<Kind, (profile: Profile) => { textures: number; seconds: number }>> = {
  pads: ({ pads }) => ({ textures: pads.count, seconds: pads.count * pads.max_duration_seconds }),
  swells: ({ swells }) => ({ textures: swells.count, seconds: swells.count * swells.max_duration_seconds }),
  clouds: ({ clouds }) => ({ textures: clouds.count, seconds: clouds.count * clouds.duration_seconds }),
  hiss: ({ hiss }) => ({
    textures: hiss.loop_count + hiss.flicker_count,
    seconds: hiss.loop_count * hiss.loop_duration_seconds + (hiss.flicker_count * hiss.max_flicker_ms) / 1000,
  }),
};

/** At most this many textures come of an action; fewer where the track does not offer more. */
export const mostTextures = (action: DecidedAction): number => SECONDS[action.kind](action.values).textures;

export function bytesOf(action: DecidedAction): number {
  const { output } = action.values;
  const { textures, seconds } = SECONDS[action.kind](action.values);
  const channels = Math.min(output.channels, 2);
  return Math.ceil(seconds * output.sample_rate_hz * channels * (output.bit_depth / 8)) + textures * OVERHEAD_BYTES;
}

export interface Forecast {
  readonly cacheBytes: number;
  readonly exportBytes: number;
}

/** Stale actions write to the cache and to the export, restored ones to the export only. */
export function forecast(actions: readonly DecidedAction[]): Forecast {
  const sum = (chosen: readonly DecidedAction[]): number =>
    chosen.reduce((bytes, action) => bytes + bytesOf(action), 0);
  const stale = sum(actions.filter(({ decision }) => decision === 'stale'));
  return { cacheBytes: stale, exportBytes: stale + sum(actions.filter(({ decision }) => decision === 'restore')) };
}
