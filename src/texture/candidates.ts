/** From scored regions to plans, the same for every kind: how many there are, and why there are no more. Pure. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import {
  chooseDiverse,
  type DiverseRegions,
  MOST_OVERLAP_RATIO,
  type RegionFigures,
  type ScoredRegion,
} from './regions.ts';
import type { TexturePlan, TextureRejection, TextureSource } from './texture.ts';

/** A gate that a region can fail: the figure that decided, and what it had to be. */
export interface Gate {
  readonly rule: string;
  readonly measure: (region: RegionFigures) => number;
  readonly threshold: number;
  /** Whether the measure must not be above or not be below the threshold. */
  readonly side: 'at-most' | 'at-least';
}

export interface Selection {
  /** Up to `attempts` for each texture. */
  readonly chosen: readonly ScoredRegion[];
  /** One entry for each texture that has no region at all. */
  readonly rejections: readonly TextureRejection[];
}

export interface RegionRequest {
  readonly gates: readonly Gate[];
  readonly score: (region: RegionFigures) => number;
  readonly count: number;
  /** Regions that each texture may be tried from. */
  readonly attempts: number;
  /** Share of one region that is in another, where that is more than their shared time. */
  readonly overlap?: (a: RegionFigures, b: RegionFigures) => number;
  /** The duration a track had to have for any region. */
  readonly minSeconds: number;
  readonly nameOf: (index: number) => string;
}

const passes = (gate: Gate, region: RegionFigures): boolean =>
  gate.side === 'at-most' ? gate.measure(region) <= gate.threshold : gate.measure(region) >= gate.threshold;

/** The gate that stops most regions, with the value of the one among those that came closest. */
function decidingGate(
  regions: readonly RegionFigures[],
  gates: readonly Gate[],
): Omit<TextureRejection, 'name'> | null {
  let deciding: Gate | null = null;
  let stopped: readonly RegionFigures[] = [];
  for (const gate of gates) {
    const failing = regions.filter((region) => !passes(gate, region));
    if (failing.length <= stopped.length) continue;
    stopped = failing;
    deciding = gate;
  }
  if (!deciding) return null;
  const values = stopped.map(deciding.measure);
  const closest = values.reduce((a, b) => (deciding.side === 'at-most' ? Math.min(a, b) : Math.max(a, b)));
  return { rule: deciding.rule, measured: closest, threshold: deciding.threshold };
}

function shortage(
  analysis: TrackAnalysis,
  regions: readonly RegionFigures[],
  request: RegionRequest,
  diverse: DiverseRegions,
): Omit<TextureRejection, 'name'> {
  if (regions.length === 0)
    return { rule: 'too-short', measured: analysis.durationSeconds, threshold: request.minSeconds };
  if (diverse.chosen.length > 0)
    return { rule: 'no-further-region', measured: diverse.leastOverlap, threshold: MOST_OVERLAP_RATIO };
  return decidingGate(regions, request.gates) ?? { rule: 'no-region', measured: 0, threshold: 1 };
}

/**
 * Diverse regions that pass every gate, best score first: enough for `count` textures of `attempts` each where there are so many, and a
 * rejection named by `nameOf(index)` for each texture that is left without. A region is missing where the others that pass overlap too
 * much: the rejection measures the one that overlaps least.
 */
export function selectRegions(
  analysis: TrackAnalysis,
  regions: readonly RegionFigures[],
  request: RegionRequest,
): Selection {
  const passing = regions.filter((region) => request.gates.every((gate) => passes(gate, region)));
  const scored = passing.map((region) => ({ region, score: request.score(region) }));
  const diverse = chooseDiverse(scored, request.count * request.attempts, request.overlap);
  const { chosen } = diverse;
  const missing = Math.max(0, request.count - chosen.length);
  const why = shortage(analysis, regions, request, diverse);
  const rejections = Array.from({ length: missing }, (_, i) => ({ name: request.nameOf(chosen.length + i), ...why }));
  return { chosen, rejections };
}

/**
 * Plans for up to `count` textures from their `candidates`, best first: each may be tried from the `attempts` best that none before it was
 * tried from. Texture i sees only as many candidates as it and those before it may try, so that `count` changes nothing.
 */
export function plansFor<Detail>(
  candidates: readonly TextureSource<Detail>[],
  request: {
    readonly count: number;
    readonly attempts: number;
    readonly mustDiffer: boolean;
    readonly nameOf: (index: number) => string;
  },
): TexturePlan<Detail>[] {
  const { count, attempts, mustDiffer, nameOf } = request;
  return Array.from({ length: Math.min(count, candidates.length) }, (_, index) => ({
    name: nameOf(index),
    index,
    sources: candidates.slice(0, (index + 1) * attempts),
    attempts,
    mustDiffer,
  }));
}

/** `index` (from 0) as the number in a file name: 01, 02 … */
export const numbered = (stem: string, index: number): string => `${stem}${String(index + 1).padStart(2, '0')}`;
