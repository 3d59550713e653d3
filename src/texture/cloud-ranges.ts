/** Which stretches of a track feed which cloud. Knows nothing of grains. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { Random } from '../dsp/random.ts';
import { type RegionFigures, referenceLevelDb, scanRegions } from './regions.ts';
import type { SourceRange, TextureRejection } from './texture.ts';

export interface CloudRequest {
  readonly count: number;
  /** Source wanted for each cloud, and the shortest stretch that is any use. */
  readonly poolSeconds: number;
  readonly shortestSeconds: number;
  readonly nameOf: (index: number) => string;
  readonly randomFor: (name: string) => Random;
}

const LOWEST_RELATIVE_DB = -18;
const LOWEST_LEVEL_DBFS = -70;
const STRETCH_SECONDS = 6;
const LONGEST_POOL_SECONDS = 30;

/** How much of `range` lies in `taken`, as a share of it: 0 is all new. */
function usedRatio(range: SourceRange, taken: readonly SourceRange[]): number {
  let shared = 0;
  for (const other of taken)
    shared += Math.max(
      0,
      Math.min(range.endSeconds, other.endSeconds) - Math.max(range.startSeconds, other.startSeconds),
    );
  return shared / (range.endSeconds - range.startSeconds);
}

/** `pieces` stretches for one cloud, in the order of the track: little used by earlier clouds, never twice by this one. */
function drawRanges(
  regions: readonly RegionFigures[],
  pieces: number,
  taken: readonly SourceRange[],
  random: Random,
): SourceRange[] {
  const worth = regions.map((region) => random.uniform() * 0.5 - usedRatio(region, taken));
  const order = regions.map((_, i) => i).sort((a, b) => worth[b] - worth[a] || a - b);
  const own: SourceRange[] = [];
  for (const i of order) {
    if (own.length === pieces) break;
    const { startSeconds, endSeconds } = regions[i];
    if (usedRatio(regions[i], own) === 0) own.push({ startSeconds, endSeconds });
  }
  return own.sort((a, b) => a.startSeconds - b.startSeconds);
}

/**
 * The ranges of each cloud that the track can feed: stretches above a level relative to the track's, drawn by each cloud's own generator
 * from what earlier clouds have used least. The first n clouds are the same whatever the count.
 */
export function cloudRanges(analysis: TrackAnalysis, request: CloudRequest) {
  const stretch = Math.min(STRETCH_SECONDS, analysis.durationSeconds);
  const lowest = Math.max(LOWEST_LEVEL_DBFS, referenceLevelDb(analysis) + LOWEST_RELATIVE_DB);
  const all = stretch < request.shortestSeconds ? [] : scanRegions(analysis, stretch);
  const regions = all.filter((region) => region.levelDbfs >= lowest);
  if (regions.length === 0) return { ranges: [], rejections: refusals(analysis, request, all, lowest) };
  const pieces = Math.max(1, Math.round(Math.min(LONGEST_POOL_SECONDS, request.poolSeconds) / stretch));
  const taken: SourceRange[] = [];
  const ranges: SourceRange[][] = [];
  for (let index = 0; index < request.count; index++) {
    const own = drawRanges(regions, pieces, taken, request.randomFor(request.nameOf(index)));
    taken.push(...own);
    ranges.push(own);
  }
  return { ranges, rejections: [] };
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
