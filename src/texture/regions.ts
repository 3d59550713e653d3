/**
 * Which stretches of a track suit a kind, from the analysis alone. Knows nothing of audio, nor of what a kind does with a region.
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

/**
 * The figures of every stretch of `durationSeconds`, one each quarter of a second; one that ends with the track comes last. Empty
 * when the track is shorter than that or has no frames.
 */
export function scanRegions(analysis: TrackAnalysis, durationSeconds: number): RegionFigures[] {
  const power = runningSum(analysis.rmsDbfs, powerOfDb);
  const level = runningSum(analysis.rmsDbfs, identity);
  const squaredLevel = runningSum(analysis.rmsDbfs, (db) => db * db);
  const flatness = runningSum(analysis.flatness, identity);
  const centroid = runningSum(analysis.centroidHz, identity);
  const air = runningSum(analysis.airDbfs, powerOfDb);
  const onsets = onsetCounts(analysis);
  const harmony = new HarmonicCourse(analysis);
  const figures = (startSeconds: number): RegionFigures => {
    const first = Math.min(analysis.frames - 1, Math.round(startSeconds / analysis.hopSeconds));
    const last = Math.max(
      first + 1,
      Math.min(analysis.frames, Math.round((startSeconds + durationSeconds) / analysis.hopSeconds)),
    );
    const mean = (sums: Float64Array) => (sums[last] - sums[first]) / (last - first);
    const range = { startSeconds, endSeconds: startSeconds + durationSeconds };
    return {
      ...range,
      levelDbfs: levelDb(mean(power)),
      levelSpreadDb: Math.sqrt(Math.max(0, mean(squaredLevel) - mean(level) * mean(level))),
      flatness: mean(flatness),
      centroidHz: mean(centroid),
      onsetRateHz: (onsets[last] - onsets[first]) / durationSeconds,
      airDbfs: levelDb(mean(air)),
      harmonicSteadiness: harmony.steadiness(range),
      pitchedRatio: harmony.pitchedShare(range),
    };
  };
  return regionStarts(analysis, durationSeconds).map(figures);
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

/**
 * Up to `count` regions, best first, none with more than half of it in one chosen before; less overlap is better. The first n are the
 * same whatever `count` is: choosing looks back only.
 */
export function chooseDiverse(
  scored: readonly ScoredRegion[],
  count: number,
  overlap: (a: RegionFigures, b: RegionFigures) => number = overlapRatio,
): DiverseRegions {
  const overlaps = new Float64Array(scored.length);
  const chosen: ScoredRegion[] = [];
  while (chosen.length < count) {
    let best = -1;
    let highest = -Infinity;
    for (let i = 0; i < scored.length; i++) {
      const worth = scored[i].score - overlaps[i];
      if (overlaps[i] > MOST_OVERLAP_RATIO || worth <= highest) continue;
      best = i;
      highest = worth;
    }
    if (best < 0) break;
    const taken = scored[best];
    chosen.push(taken);
    for (let i = 0; i < scored.length; i++)
      overlaps[i] = Math.max(overlaps[i], scored[i] === taken ? 1 : overlap(taken.region, scored[i].region));
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
