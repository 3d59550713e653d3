/**
 * Hiss flickers: single bursts of air, each from an onset of the track to where it has decayed or the next one begins. Knows nothing of levels and
 * files.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { fadeDecibels, fadeIn, fadeOut } from '../dsp/envelope.ts';
import type { Random } from '../dsp/random.ts';
import type { HissSection, Profile } from '../pipeline/profile.ts';
import { airOf, bandFiltered, syntheticNoise } from './hiss-band.ts';
import { cutHit, letDie, ONSET_TOLERANCE_SECONDS } from './hit.ts';
import { overlapRatio } from './regions.ts';
import type { Channels, SourceRange, Texture, TextureRejection, TextureSource } from './texture.ts';

export interface FlickerDetail {
  readonly form: 'flicker';
  readonly onsetSeconds: number;
  /** When the next hit begins, or the longest flicker is over. */
  readonly endSeconds: number;
}

/** Read before the onset, to know what sounded before, and beyond the end, so that separation knows what goes on. */
const LEAD_SECONDS = 0.06;
const BEYOND_SECONDS = 0.1;
/** Flickers start at least this far apart. */
const SPACING_SECONDS = 0.4;
/** Without an onset in the track, flickers are looked for this far apart. */
const REGULAR_SECONDS = 0.5;
/** What decays by less of itself has no decay: it is given one, to this far below. */
const OWN_DECAY_DB = 18;
const IMPOSED_DECAY_DB = 48;
/** Air is smooth: a softer rise than of whole drums is another hit. */
const ANOTHER_RISE_DB = 5;
const ATTACK_SECONDS = 0.001;
const SHORTEST_FADE_SECONDS = 0.005;

const longestSeconds = (hiss: HissSection): number => Math.max(hiss.min_flicker_ms, hiss.max_flicker_ms) / 1000;

/** A moment at which a flicker could begin, and how much of a burst it is in dB. */
interface Moment {
  readonly seconds: number;
  readonly endSeconds: number;
  readonly worth: number;
}

function worthAt(analysis: TrackAnalysis, seconds: number, lowestAirDbfs: number): number | null {
  const frame = Math.round(seconds / analysis.hopSeconds);
  let loudest = -120;
  for (let i = 0; i <= 5; i++) loudest = Math.max(loudest, analysis.airDbfs[frame + i] ?? -120);
  if (loudest < lowestAirDbfs) return null;
  const before = analysis.airDbfs[Math.max(0, frame - 4)] ?? -120;
  return loudest + Math.min(20, Math.max(0, loudest - before));
}

/** Moments among `times` (ascending) with enough air and enough time until the next, the strongest bursts first. */
function momentsAmong(
  analysis: TrackAnalysis,
  times: ArrayLike<number>,
  hiss: HissSection,
  lowestAirDbfs: number,
): Moment[] {
  const found: Moment[] = [];
  for (let i = 0; i < times.length; i++) {
    const seconds = times[i];
    const next = (times[i + 1] ?? Infinity) - ONSET_TOLERANCE_SECONDS;
    const endSeconds = Math.min(seconds + longestSeconds(hiss), next, analysis.durationSeconds);
    const worth = worthAt(analysis, seconds, lowestAirDbfs);
    if (worth !== null && endSeconds - seconds >= hiss.min_flicker_ms / 1000)
      found.push({ seconds, endSeconds, worth });
  }
  return found.sort((a, b) => b.worth - a.worth || a.seconds - b.seconds);
}

/** Moments at onsets; without any, one every half second. */
function momentsOf(analysis: TrackAnalysis, hiss: HissSection, lowestAirDbfs: number): Moment[] {
  const atOnsets = momentsAmong(analysis, analysis.onsetSeconds, hiss, lowestAirDbfs);
  if (atOnsets.length > 0) return atOnsets;
  const count = Math.floor(analysis.durationSeconds / REGULAR_SECONDS);
  const regular = Array.from({ length: count }, (_, i) => 0.1 + i * REGULAR_SECONDS);
  return momentsAmong(analysis, regular, hiss, lowestAirDbfs);
}

/** Sources of up to `count` flickers, the strongest bursts first, none near another. The first n are the same whatever the count. */
export function flickerSources(
  analysis: TrackAnalysis,
  hiss: HissSection,
  lowestAirDbfs: number,
  count: number,
): TextureSource<FlickerDetail>[] {
  const ranges: SourceRange[] = [];
  const sources: TextureSource<FlickerDetail>[] = [];
  for (const { seconds: onsetSeconds, endSeconds } of momentsOf(analysis, hiss, lowestAirDbfs)) {
    if (sources.length === count) break;
    const range = {
      startSeconds: Math.max(0, onsetSeconds - LEAD_SECONDS),
      endSeconds: Math.min(analysis.durationSeconds, endSeconds + BEYOND_SECONDS),
    };
    const isNear = ranges.some(
      (other) =>
        Math.abs(other.startSeconds - range.startSeconds) < SPACING_SECONDS || overlapRatio(other, range) > 0.5,
    );
    if (isNear) continue;
    ranges.push(range);
    sources.push({ ranges: [range], detail: { form: 'flicker', onsetSeconds, endSeconds } });
  }
  return sources;
}

/** A burst, and what is told of it. */
interface Burst {
  readonly channels: readonly Float32Array[];
  readonly figures: Readonly<Record<string, number>>;
}

/** Lets `channels` fall to `IMPOSED_DECAY_DB` below, evenly in dB, and end on silence; `decayDb` they have already. In place. */
function impose(channels: readonly Float32Array[], decayDb: number, rate: number): number {
  const imposedDecayDb = IMPOSED_DECAY_DB - decayDb;
  for (const plane of channels) {
    fadeDecibels(plane, imposedDecayDb);
    fadeOut(plane, Math.round(SHORTEST_FADE_SECONDS * rate));
  }
  return imposedDecayDb;
}

/** The burst of `segment`, whose first frame is at `startSeconds` of the track, with its own decay where it has one. */
function cutBurst(
  segment: Channels,
  startSeconds: number,
  { onsetSeconds, endSeconds }: FlickerDetail,
  { hiss, output }: Profile,
  random: Random,
): Burst {
  const { sample_rate_hz: rate } = output;
  const longest = random.between(0.5, 1) * longestSeconds(hiss);
  const leastSeconds = hiss.min_flicker_ms / 1000;
  const hit = cutHit(bandFiltered(airOf(segment, hiss, rate), hiss, rate), rate, {
    onsetSeconds: onsetSeconds - startSeconds,
    latestSeconds: Math.min(endSeconds, onsetSeconds + Math.max(leastSeconds, longest)) - startSeconds,
    leastSeconds,
    overBeforeDb: 0,
    anotherRiseDb: ANOTHER_RISE_DB,
  });
  const { channels, startFrame, riseDb, decayDb } = hit;
  const imposedDecayDb = decayDb < OWN_DECAY_DB ? impose(channels, decayDb, rate) : 0;
  if (imposedDecayDb === 0) letDie(hit, rate);
  return { channels, figures: { startSeconds: startSeconds + startFrame / rate, riseDb, decayDb, imposedDecayDb } };
}

/** A burst of noise that decays. */
function syntheticBurst({ hiss, output }: Profile, random: Random): Burst {
  const { sample_rate_hz: rate, channels: channelCount } = output;
  const seconds = Math.max(hiss.min_flicker_ms / 1000, random.between(0.5, 1) * longestSeconds(hiss));
  const channels = bandFiltered(syntheticNoise(Math.round(seconds * rate), channelCount, random), hiss, rate);
  for (const plane of channels) fadeIn(plane, Math.round(ATTACK_SECONDS * rate));
  return { channels, figures: { imposedDecayDb: impose(channels, 0, rate) } };
}

/** One flicker from the audio of one range, or from seeded noise when there is none. */
export function hissFlicker(
  name: string,
  source: { readonly segment: Channels; readonly range: SourceRange; readonly detail: FlickerDetail } | null,
  profile: Profile,
  random: Random,
): Texture | TextureRejection {
  const { hiss, output } = profile;
  const { channels, figures } = source
    ? cutBurst(source.segment, source.range.startSeconds, source.detail, profile, random)
    : syntheticBurst(profile, random);
  const lengthMs = (1000 * channels[0].length) / output.sample_rate_hz;
  if (lengthMs < hiss.min_flicker_ms - 1)
    return { name, rule: 'too-short', measured: lengthMs, threshold: hiss.min_flicker_ms };
  return {
    channels,
    loop: 'none',
    targetLufs: hiss.target_lufs,
    targetShortRmsDbfs: hiss.flicker_target_rms_dbfs,
    rootNote: null,
    key: null,
    tempoBpm: null,
    parameters: { synthetic: source === null, lengthMs, ...figures },
    warnings: [],
  };
}
