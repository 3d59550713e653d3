/** Which stretches of a track feed which cloud. Knows nothing of grains. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { Random } from '../dsp/random.ts';
import { overlapRatio } from '../quality/near-duplicates.ts';
import { type RegionFigures, referenceLevelDb, scanRegions } from './regions.ts';
import type { SourceRange, TextureRejection } from './texture.ts';

export interface CloudRequest {
  readonly count: number;
  /** Source wanted for each cloud, what it does with at least where the track is short, and the shortest stretch that is any use. */
  readonly poolSeconds: number;
  readonly leastPoolSeconds: number;
  readonly shortestSeconds: number;
  readonly nameOf: (index: number) => string;
  readonly randomFor: (name: string) => Random;
}

export interface CloudRanges {
  readonly name: string;
  readonly index: number;
  /** In the order of the track. */
  readonly ranges: readonly SourceRange[];
}

const LOWEST_RELATIVE_DB = -18;
const LOWEST_LEVEL_DBFS = -70;
/** Stretches are this long, or this share of a short track: enough of them to combine differently. */
const STRETCH_SECONDS = 6;
const STRETCH_RATIO = 1 / 20;
const LONGEST_POOL_SECONDS = 30;
/** A cloud takes at most this share of what the track offers, so that others can be different from it. */
const POOL_RATIO = 0.4;
/** Half is the rule for any two; planned with a margin. */
const MOST_OVERLAP_RATIO = 0.45;
const DRAWS = 4;

export const secondsOf = (ranges: readonly SourceRange[]): number =>
  ranges.reduce((sum, range) => sum + range.endSeconds - range.startSeconds, 0);

const sharedSeconds = (range: SourceRange, others: readonly SourceRange[]): number =>
  others.reduce(
    (sum, other) =>
      sum +
      Math.max(0, Math.min(range.endSeconds, other.endSeconds) - Math.max(range.startSeconds, other.startSeconds)),
    0,
  );

/** Seconds that at least one of `regions`, which are in the order of the track, covers. */
function coveredSeconds(regions: readonly SourceRange[]): number {
  let covered = 0;
  let until = 0;
  for (const { startSeconds, endSeconds } of regions) {
    covered += Math.max(0, endSeconds - Math.max(startSeconds, until));
    until = Math.max(until, endSeconds);
  }
  return covered;
}

/** Largest share of `own` that one of the `earlier` clouds uses too. */
const largestOverlap = (own: readonly SourceRange[], earlier: readonly CloudRanges[]): number =>
  earlier.reduce((most, { ranges }) => Math.max(most, overlapRatio(own, ranges)), 0);

/**
 * `pieces` stretches for one cloud, in the order of the track, if it has room for so many: never twice the same, little used by `earlier`
 * clouds, and with no single one more than `mostShared` seconds in common.
 */
function drawRanges(
  regions: readonly RegionFigures[],
  pieces: number,
  earlier: readonly CloudRanges[],
  mostShared: number,
  random: Random,
): SourceRange[] {
  const taken = earlier.flatMap(({ ranges }) => ranges);
  const worth = regions.map((region) => random.uniform() * 0.5 - sharedSeconds(region, taken) / secondsOf([region]));
  const order = regions.map((_, i) => i).sort((a, b) => worth[b] - worth[a] || a - b);
  const shared = new Float64Array(earlier.length);
  const own: SourceRange[] = [];
  for (const i of order) {
    if (own.length === pieces) break;
    const { startSeconds, endSeconds } = regions[i];
    if (sharedSeconds(regions[i], own) > 0) continue;
    const added = earlier.map(({ ranges }) => sharedSeconds(regions[i], ranges));
    if (added.some((seconds, cloud) => shared[cloud] + seconds > mostShared)) continue;
    for (const [cloud, seconds] of added.entries()) shared[cloud] += seconds;
    own.push({ startSeconds, endSeconds });
  }
  return own.sort((a, b) => a.startSeconds - b.startSeconds);
}

/** The ranges of one cloud, or the overlap that it could not do without. */
function rangesUnlike(
  earlier: readonly CloudRanges[],
  regions: readonly RegionFigures[],
  pieces: number,
  random: Random,
): readonly SourceRange[] | number {
  const free = drawRanges(regions, pieces, earlier, Infinity, random);
  const overlap = largestOverlap(free, earlier);
  if (overlap <= MOST_OVERLAP_RATIO) return free;
  for (let i = 0; i < DRAWS; i++) {
    const bound = drawRanges(regions, pieces, earlier, MOST_OVERLAP_RATIO * secondsOf(free), random);
    if (bound.length === free.length && largestOverlap(bound, earlier) <= MOST_OVERLAP_RATIO) return bound;
  }
  return overlap;
}

/**
 * The ranges of each cloud that the track can feed: stretches above a level relative to the track's, drawn by each cloud's own generator
 * from what earlier clouds have used least, no two clouds sharing half of theirs. The first n clouds are the same whatever the count.
 */
export function cloudRanges(analysis: TrackAnalysis, request: CloudRequest) {
  const wanted = Math.max(request.shortestSeconds, Math.min(STRETCH_SECONDS, STRETCH_RATIO * analysis.durationSeconds));
  const stretch = Math.min(wanted, analysis.durationSeconds);
  const lowest = Math.max(LOWEST_LEVEL_DBFS, referenceLevelDb(analysis) + LOWEST_RELATIVE_DB);
  const all = stretch < request.shortestSeconds ? [] : scanRegions(analysis, stretch);
  const regions = all.filter((region) => region.levelDbfs >= lowest);
  if (regions.length === 0) return { planned: [], rejections: refusals(analysis, request, all, lowest) };
  const fair = Math.max(request.leastPoolSeconds, POOL_RATIO * coveredSeconds(regions));
  const pieces = Math.max(1, Math.round(Math.min(LONGEST_POOL_SECONDS, request.poolSeconds, fair) / stretch));
  const planned: CloudRanges[] = [];
  const rejections: TextureRejection[] = [];
  for (let index = 0; index < request.count; index++) {
    const name = request.nameOf(index);
    const ranges = rangesUnlike(planned, regions, pieces, request.randomFor(name));
    if (typeof ranges !== 'number') planned.push({ name, index, ranges });
    else rejections.push({ name, rule: 'overlapping-source', measured: ranges, threshold: MOST_OVERLAP_RATIO });
  }
  return { planned, rejections };
}

function refusals(
  analysis: TrackAnalysis,
  request: CloudRequest,
  all: readonly RegionFigures[],
  lowest: number,
): TextureRejection[] {
  const loudest = all.reduce((most, region) => Math.max(most, region.levelDbfs), -120);
  const why =
    all.length === 0
      ? { rule: 'too-short', measured: analysis.durationSeconds, threshold: request.shortestSeconds }
      : { rule: 'level-dbfs', measured: loudest, threshold: lowest };
  return Array.from({ length: request.count }, (_, index) => ({ name: request.nameOf(index), ...why }));
}
