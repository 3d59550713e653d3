/**
 * Which stretches of a track suit a kind, from the analysis alone. Knows nothing of audio, nor of what a kind does with a region.
 *
 * One file, though a long one: scanning regions and choosing among them work on the same figures.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { dbToGain, powerToDb } from '../dsp/elementary.ts';
import { HarmonicCourse } from './harmony.ts';
import type { SourceRange } from './texture.ts';

/** Means over one stretch of the track. */
export interface RegionFigures extends SourceRange {
  readonly levelDbfs: number;
  /** Standard deviation of the frame levels, dB. */
  readonly levelSpreadDb: number;
  /** 0 to 1. */
  readonly flatness: number;
  readonly centroidHz: number;
  readonly onsetRateHz: number;
  /** Level of 4 to 15 kHz. */
  readonly airDbfs: number;
  /** 0 to 1: 1 holds one chord throughout (`harmony.ts`). */
  readonly harmonicSteadiness: number;
  /** Share of it in which anything has a pitch, 0 to 1. */
  readonly pitchedRatio: number;
}

/** A region and how well it suits; higher is better, about 0 to 1. */
export interface ScoredRegion {
  readonly region: RegionFigures;
  readonly score: number;
}

const STEP_SECONDS = 0.25;
const FLOOR_DBFS = -120;
/** More of a region than this in another makes them the same texture. */
export const MOST_OVERLAP_RATIO = 0.5;

/** Running sums of `values` mapped through `term`: entry i is the sum of the first i. */
function runningSum(values: ArrayLike<number>, term: (value: number) => number): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i] + term(values[i]);
  return sums;
}

const powerOfDb = (db: number): number => {
  const gain = dbToGain(db);
  return gain * gain;
};
const levelDb = (power: number): number => Math.max(FLOOR_DBFS, powerToDb(Math.max(0, power)));
const identity = (value: number): number => value;

/** Onsets before each analysis frame. */
function onsetCounts(analysis: TrackAnalysis): Float64Array {
  const counts = new Float64Array(analysis.frames + 1);
  let next = 0;
  for (let i = 0; i <= analysis.frames; i++) {
    while (next < analysis.onsetSeconds.length && analysis.onsetSeconds[next] < i * analysis.hopSeconds) next++;
    counts[i] = next;
  }
  return counts;
}

/** Running sums over a track, of which the means of any stretch follow. */
class TrackSums {
  readonly #analysis: TrackAnalysis;
  readonly #power: Float64Array;
  readonly #level: Float64Array;
  readonly #squaredLevel: Float64Array;
  readonly #flatness: Float64Array;
  readonly #centroid: Float64Array;
  readonly #air: Float64Array;
  readonly #onsets: Float64Array;
  readonly #harmony: HarmonicCourse;

  constructor(analysis: TrackAnalysis) {
    this.#analysis = analysis;
    this.#power = runningSum(analysis.rmsDbfs, powerOfDb);
    this.#level = runningSum(analysis.rmsDbfs, identity);
    this.#squaredLevel = runningSum(analysis.rmsDbfs, (db) => db * db);
    this.#flatness = runningSum(analysis.flatness, identity);
    this.#centroid = runningSum(analysis.centroidHz, identity);
    this.#air = runningSum(analysis.airDbfs, powerOfDb);
    this.#onsets = onsetCounts(analysis);
    this.#harmony = new HarmonicCourse(analysis);
  }

  figures(startSeconds: number, durationSeconds: number): RegionFigures {
    const { frames, hopSeconds } = this.#analysis;
    const endSeconds = startSeconds + durationSeconds;
    const first = Math.min(frames - 1, Math.round(startSeconds / hopSeconds));
    const last = Math.max(first + 1, Math.min(frames, Math.round(endSeconds / hopSeconds)));
    const count = last - first;
    const range = { startSeconds, endSeconds };
    const level = (this.#level[last] - this.#level[first]) / count;
    const squaredLevel = (this.#squaredLevel[last] - this.#squaredLevel[first]) / count;
    return {
      startSeconds,
      endSeconds,
      levelDbfs: levelDb((this.#power[last] - this.#power[first]) / count),
      levelSpreadDb: Math.sqrt(Math.max(0, squaredLevel - level * level)),
      flatness: (this.#flatness[last] - this.#flatness[first]) / count,
      centroidHz: (this.#centroid[last] - this.#centroid[first]) / count,
      onsetRateHz: (this.#onsets[last] - this.#onsets[first]) / durationSeconds,
      airDbfs: levelDb((this.#air[last] - this.#air[first]) / count),
      harmonicSteadiness: this.#harmony.steadiness(range),
      pitchedRatio: this.#harmony.pitchedShare(range),
    };
  }
}

/** Every kind scans, some of them several lengths: the sums of a track are the same for all. */
const sumsOfTracks = new WeakMap<TrackAnalysis, TrackSums>();

function sumsOf(analysis: TrackAnalysis): TrackSums {
  const sums = sumsOfTracks.get(analysis) ?? new TrackSums(analysis);
  sumsOfTracks.set(analysis, sums);
  return sums;
}

/**
 * The figures of every stretch of `durationSeconds`, one each quarter of a second; one that ends with the track comes last. Empty
 * when the track is shorter than that or has no frames.
 */
export function scanRegions(analysis: TrackAnalysis, durationSeconds: number): RegionFigures[] {
  const starts = regionStarts(analysis, durationSeconds);
  if (starts.length === 0) return [];
  const sums = sumsOf(analysis);
  return starts.map((startSeconds) => sums.figures(startSeconds, durationSeconds));
}

function regionStarts(analysis: TrackAnalysis, durationSeconds: number): number[] {
  const room = analysis.durationSeconds - durationSeconds;
  if (room < 0 || analysis.frames === 0) return [];
  const starts = Array.from({ length: Math.floor(room / STEP_SECONDS) + 1 }, (_, i) => i * STEP_SECONDS);
  if (room - starts[starts.length - 1] > STEP_SECONDS / 8) starts.push(room);
  return starts;
}

/** Share of the shorter of two ranges that lies in the other, 0 to 1. */
export function overlapRatio(a: SourceRange, b: SourceRange): number {
  const shared = Math.min(a.endSeconds, b.endSeconds) - Math.max(a.startSeconds, b.startSeconds);
  const shorter = Math.min(a.endSeconds - a.startSeconds, b.endSeconds - b.startSeconds);
  return shorter > 0 ? Math.max(0, shared) / shorter : 0;
}

export interface DiverseRegions {
  readonly chosen: readonly ScoredRegion[];
  /** Of what was not chosen, the smallest overlap with what was: above the limit where there are fewer regions than asked for. */
  readonly leastOverlap: number;
}

/** The region that is worth most of those that overlap no chosen one too much; −1 for none. */
function worthiest(scores: Float64Array, overlaps: Float64Array): number {
  let best = -1;
  let highest = -Infinity;
  for (let i = 0; i < scores.length; i++) {
    const worth = scores[i] - overlaps[i];
    if (overlaps[i] > MOST_OVERLAP_RATIO || worth <= highest) continue;
    best = i;
    highest = worth;
  }
  return best;
}

/**
 * Up to `count` regions, best first, none with more than half of it in one chosen before; less overlap is better. The first n are the
 * same whatever `count` is: choosing looks back only. `overlap` is asked of regions that share time, as others share nothing.
 */
export function chooseDiverse(
  scored: readonly ScoredRegion[],
  count: number,
  overlap: (a: RegionFigures, b: RegionFigures) => number = overlapRatio,
): DiverseRegions {
  const scores = Float64Array.from(scored, ({ score }) => score);
  const starts = Float64Array.from(scored, ({ region }) => region.startSeconds);
  const ends = Float64Array.from(scored, ({ region }) => region.endSeconds);
  const overlaps = new Float64Array(scored.length);
  const chosen: ScoredRegion[] = [];
  while (chosen.length < count) {
    const best = worthiest(scores, overlaps);
    if (best < 0) break;
    chosen.push(scored[best]);
    const { region } = scored[best];
    const { startSeconds, endSeconds } = region;
    for (let i = 0; i < scores.length; i++)
      if (starts[i] < endSeconds && ends[i] > startSeconds)
        overlaps[i] = Math.max(overlaps[i], overlap(region, scored[i].region));
    overlaps[best] = 1;
  }
  return { chosen, leastOverlap: overlaps.reduce((least, ratio) => Math.min(least, ratio), 1) };
}

/** The level that gates are relative to: integrated loudness, or for what is too short to have one the loudest frame less 3 dB. */
export function referenceLevelDb(analysis: TrackAnalysis): number {
  if (Number.isFinite(analysis.integratedLufs)) return analysis.integratedLufs;
  let loudest = FLOOR_DBFS;
  for (const db of analysis.rmsDbfs) loudest = Math.max(loudest, db);
  return loudest - 3;
}

/** `value` mapped so that `worst` gives 0 and `best` gives 1, clamped. */
export function rating(value: number, worst: number, best: number): number {
  return Math.max(0, Math.min(1, (value - worst) / (best - worst)));
}
