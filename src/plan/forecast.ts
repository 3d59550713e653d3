/** How many bytes the stale actions will write at most: what the disk must have free before work starts. Pure. */
import type { MusicalitySection } from '../pipeline/profile.ts';
import { type Form, formsOf, wanted } from '../texture/forms.ts';
import { KIND_TRAITS } from '../texture/kinds.ts';
import type { DecidedAction } from './decide.ts';

/** WAV headers, `smpl`, text and the result file of one texture. */
const OVERHEAD_BYTES = 2000;

/** Of what is kept of a track that was heard: up to a dozen figures for each analysis frame, of which there are at most 122 a second. */
const HEARING_BYTES_PER_SECOND = 6000;

/** At most this many textures come of an action; fewer where the track does not offer more. */
export const mostTextures = ({ kind, values }: DecidedAction): number =>
  formsOf(kind).reduce((sum, form) => sum + wanted(form, values).count, 0);

/** The slowest tempo heard in a track and the longest loop of bars: `dsp/metrical-level.ts` and `texture/musicality.ts` have them too, but plans load no sound code. */
const SLOWEST_BPM = 40;
const LONGEST_BARS_SECONDS = 60;

/**
 * How long a loop of `wantedSeconds` may become where `snap_to_bars` asks for whole bars, whatever the tempo of the track: as long as the fewest
 * bars, or less than twice what is wanted where more bars come nearer to it.
 */
function longestSnappedSeconds(musicality: MusicalitySection, wantedSeconds: number): number {
  const { snap_to_bars: bars, beats_per_bar: beats, reference_bpm: referenceBpm, source_bpm: sourceBpm } = musicality;
  if (bars.length === 0) return wantedSeconds;
  const fewestBars = bars.reduce((fewest, count) => Math.min(fewest, count));
  const shortest = (fewestBars * beats * 60) / (referenceBpm ?? sourceBpm ?? SLOWEST_BPM);
  return Math.max(wantedSeconds, Math.min(LONGEST_BARS_SECONDS, Math.max(2 * wantedSeconds, shortest)));
}

/** How long the textures of a form are together at most; loops may be longer than asked for to be whole bars, what is told in ms is no loop. */
function secondsOf(form: Form, { values }: DecidedAction): number {
  const { count, seconds } = wanted(form, values);
  const isSnapped =
    KIND_TRAITS[form.kind].sections.includes('musicality.snap_to_bars') && !form.lengthKey.endsWith('_ms');
  return isSnapped && count > 0 ? count * longestSnappedSeconds(values.musicality, seconds / count) : seconds;
}

export function bytesOf(action: DecidedAction): number {
  const { output } = action.values;
  const seconds = formsOf(action.kind).reduce((sum, form) => sum + secondsOf(form, action), 0);
  const channels = Math.min(output.channels, 2);
  return (
    Math.ceil(seconds * output.sample_rate_hz * channels * (output.bit_depth / 8)) +
    mostTextures(action) * OVERHEAD_BYTES
  );
}

export interface Forecast {
  readonly cacheBytes: number;
  readonly exportBytes: number;
}

/** Stale actions write to the cache and to the export, restored ones to the export only; what is heard of a stale track is written once. */
export function forecast(actions: readonly DecidedAction[]): Forecast {
  const sum = (chosen: readonly DecidedAction[]): number =>
    chosen.reduce((bytes, action) => bytes + bytesOf(action), 0);
  const staleActions = actions.filter(({ decision }) => decision === 'stale');
  const heard = new Map(staleActions.map(({ track }) => [track.id, track.format.durationSeconds ?? 0]));
  const heardSeconds = [...heard.values()].reduce((seconds, one) => seconds + one, 0);
  const stale = sum(staleActions);
  const cacheBytes = stale + Math.ceil(heardSeconds * HEARING_BYTES_PER_SECOND);
  return { cacheBytes, exportBytes: stale + sum(actions.filter(({ decision }) => decision === 'restore')) };
}
