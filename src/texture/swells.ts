/**
 * Swells: short stretches of a track drawn out into evolving one-shots: transposed, stretched, filtered, some of them backwards,
 * from silence to silence. Knows nothing of levels and files.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { pow } from '../dsp/elementary.ts';
import { swellEnvelope } from '../dsp/envelope.ts';
import { separated } from '../dsp/harmonic-percussive.ts';
import { resampleBy } from '../dsp/resample.ts';
import { stretched } from '../dsp/time-stretch.ts';
import type { SwellsSection } from '../pipeline/profile.ts';
import { type Gate, numbered, plansFor, selectRegions } from './candidates.ts';
import { transposedKey } from './key-name.ts';
import { confidentKey, transpositionOf } from './musicality.ts';
import { type RegionFigures, rating, referenceLevelDb, scanRegions } from './regions.ts';
import { type Character, coloured } from './swell-filter.ts';
import type {
  Channels,
  PlanInput,
  RenderInput,
  SourceRange,
  Texture,
  TextureRejection,
  TextureSource,
} from './texture.ts';

interface SwellDetail {
  readonly score: number;
  readonly lengthSeconds: number;
  readonly pitchSemitones: number;
  readonly filter: Character;
  readonly reversed: boolean;
  readonly centroidHz: number;
  /** Hits intrude: only the harmonic part is used. */
  readonly harmonicOnly: boolean;
}

const LOWEST_RELATIVE_DB = -24;
const LOWEST_LEVEL_DBFS = -70;
/** What hits fill above this, and what rings hardly reaches. */
const HARMONIC_HIGH_HZ = 12000;
const SEPARATE_FROM_RATE_HZ = 0.8;
/** A short track is stretched this much more than asked for before a swell is given up. */
const MOST_EXTRA_STRETCH = 2;
const HIGHEST_STRETCH = 32;

/** Name of swell `index`, with its filter: `swell01_warm`. */
const nameOf = (swells: SwellsSection, index: number): string =>
  `${numbered('swell', index)}_${swells.filters[index % swells.filters.length]}`;

/** Whether swell `index` is one of the reversed: evenly spread, and the same whatever the count. */
const isReversed = (ratio: number, index: number): boolean =>
  Math.floor((index + 1) * ratio) > Math.floor(index * ratio);

const shortestSource = (swells: SwellsSection): number =>
  swells.min_duration_seconds / (swells.stretch_ratio * MOST_EXTRA_STRETCH);

function regionSeconds(analysis: TrackAnalysis, swells: SwellsSection): number {
  const longest = Math.max(swells.max_duration_seconds, swells.min_duration_seconds) / swells.stretch_ratio;
  return Math.max(shortestSource(swells), Math.min(longest, analysis.durationSeconds / 2));
}

function gatesFor(analysis: TrackAnalysis): readonly Gate[] {
  const lowest = Math.max(LOWEST_LEVEL_DBFS, referenceLevelDb(analysis) + LOWEST_RELATIVE_DB);
  return [{ rule: 'level-dbfs', measure: (region) => region.levelDbfs, threshold: lowest, side: 'at-least' }];
}

function scoreOf(region: RegionFigures, referenceDb: number): number {
  return (
    0.4 * rating(region.levelDbfs, referenceDb + LOWEST_RELATIVE_DB, referenceDb) +
    0.3 * rating(region.flatness, 0.4, 0) +
    0.3 * rating(region.onsetRateHz, 6, 0)
  );
}

/** Length and source range of one swell: as long as its own random choice says, from the start of its region. */
function lengthAndRange(
  swells: SwellsSection,
  region: RegionFigures,
  uniform: number,
): { lengthSeconds: number; range: SourceRange } {
  const longest = Math.max(swells.max_duration_seconds, swells.min_duration_seconds);
  const lengthSeconds = swells.min_duration_seconds + (longest - swells.min_duration_seconds) * uniform;
  const sourceSeconds = Math.min(region.endSeconds - region.startSeconds, lengthSeconds / swells.stretch_ratio);
  const reachable = Math.min(
    lengthSeconds,
    Math.max(swells.min_duration_seconds, sourceSeconds * swells.stretch_ratio * MOST_EXTRA_STRETCH),
  );
  return {
    lengthSeconds: reachable,
    range: { startSeconds: region.startSeconds, endSeconds: region.startSeconds + sourceSeconds },
  };
}

export function plan({ analysis, profile, randomFor }: PlanInput) {
  const { swells } = profile;
  const seconds = regionSeconds(analysis, swells);
  const referenceDb = referenceLevelDb(analysis);
  const { semitones: transposedSemitones } = transpositionOf(analysis, profile.musicality);
  const request = {
    count: swells.count,
    attempts: 1,
    mustDiffer: false,
    nameOf: (index: number) => nameOf(swells, index),
  };
  const { chosen, rejections } = selectRegions(analysis, scanRegions(analysis, seconds), {
    ...request,
    gates: gatesFor(analysis),
    score: (region) => scoreOf(region, referenceDb),
    minSeconds: seconds,
  });
  const sources = chosen.map(({ region, score }, index): TextureSource<SwellDetail> => {
    const { lengthSeconds, range } = lengthAndRange(swells, region, randomFor(nameOf(swells, index)).uniform());
    return {
      ranges: [range],
      detail: {
        score,
        lengthSeconds,
        pitchSemitones: swells.pitches_semitones[index % swells.pitches_semitones.length] + transposedSemitones,
        filter: swells.filters[index % swells.filters.length],
        reversed: isReversed(swells.reversed_ratio, index),
        centroidHz: region.centroidHz,
        harmonicOnly: region.onsetRateHz > SEPARATE_FROM_RATE_HZ,
      },
    };
  });
  return { plans: plansFor(sources, request), rejections };
}

/**
 * The source at its new pitch and length. Transposing the short source first and stretching it by what is then missing gives the same
 * sound as stretching first, for a fraction of the work; shortening is band-limited in `resampleBy`.
 */
function drawnOut(
  source: Channels,
  sampleRateHz: number,
  frames: number,
  pitchRatio: number,
  onsetFrames: readonly number[],
): Float32Array[] | null {
  const transposed = pitchRatio === 1 ? source : source.map((plane) => resampleBy(plane, 1 / pitchRatio));
  const ratio = frames / Math.max(1, transposed[0].length);
  if (ratio > HIGHEST_STRETCH || ratio < 0.25) return null;
  return stretched(
    transposed,
    sampleRateHz,
    ratio,
    onsetFrames.map((frame) => frame / pitchRatio),
  );
}

/** Hits within `range`, in frames from its start; none where they have been taken out. */
function onsetsWithin(analysis: TrackAnalysis, range: SourceRange, detail: SwellDetail, rate: number): number[] {
  if (detail.harmonicOnly) return [];
  const within = analysis.onsetSeconds.filter((at) => at >= range.startSeconds && at < range.endSeconds);
  return Array.from(within, (at) => (at - range.startSeconds) * rate);
}

function shape(channels: readonly Float32Array[], reversed: boolean, attackRatio: number): void {
  const gains = swellEnvelope(channels[0].length, attackRatio);
  for (const plane of channels) {
    if (reversed) plane.reverse();
    for (let n = 0; n < plane.length; n++) plane[n] *= gains[n];
  }
}

export function render({ plan, profile, analysis, segments }: RenderInput<SwellDetail>): Texture | TextureRejection {
  const { detail, name } = plan;
  const rate = profile.output.sample_rate_hz;
  const source = detail.harmonicOnly
    ? separated(segments[0], rate, { keep: 'harmonic', lowHz: 20, highHz: HARMONIC_HIGH_HZ })
    : segments[0];
  const pitchRatio = pow(2, detail.pitchSemitones / 12);
  const frames = Math.round(detail.lengthSeconds * rate);
  const onsetFrames = onsetsWithin(analysis, plan.ranges[0], detail, rate);
  const channels = drawnOut(source, rate, frames, pitchRatio, onsetFrames);
  if (!channels)
    return {
      name,
      rule: 'stretch-ratio',
      measured: (frames * pitchRatio) / Math.max(1, source[0].length),
      threshold: HIGHEST_STRETCH,
    };
  const transposition = transpositionOf(analysis, profile.musicality);
  const key = confidentKey(analysis, profile.musicality);
  const lossDb = coloured(channels, rate, detail.filter, detail.centroidHz * pitchRatio);
  shape(channels, detail.reversed, profile.swells.attack_ratio);
  return {
    channels,
    loop: 'none',
    targetLufs: profile.swells.target_lufs,
    targetShortRmsDbfs: profile.swells.target_lufs,
    rootNote: null,
    key: key && transposedKey(key, detail.pitchSemitones),
    tempoBpm: null,
    parameters: {
      ...detail,
      ...transposition.parameters,
      stretchRatio: frames / source[0].length,
      filterLossDb: lossDb,
    },
    warnings: transposition.warnings,
  };
}
