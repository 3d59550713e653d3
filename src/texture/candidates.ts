/** From scored regions to plans, the same for every kind: how many there are, and why there are no more. Pure. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { chooseDiverse, type RegionFigures, type ScoredRegion } from './regions.ts';
import type { TextureRejection } from './texture.ts';

/** A gate that a region can fail: the figure that decided, and what it had to be. */
export interface Gate {
  readonly rule: string;
  readonly measure: (region: RegionFigures) => number;
  readonly threshold: number;
  /** Whether the measure must not be above or not be below the threshold. */
  readonly side: 'at-most' | 'at-least';
}

export interface Selection {
  readonly chosen: readonly ScoredRegion[];
  /** One entry for each texture that the track could not offer. */
  readonly rejections: readonly TextureRejection[];
}

const passes = (gate: Gate, region: RegionFigures): boolean =>
  gate.side === 'at-most' ? gate.measure(region) <= gate.threshold : gate.measure(region) >= gate.threshold;

/** The gate that stops most regions, with the value of the region that came closest. */
function decidingGate(
  regions: readonly RegionFigures[],
  gates: readonly Gate[],
): Omit<TextureRejection, 'name'> | null {
  let deciding: Gate | null = null;
  let most = 0;
  for (const gate of gates) {
    const stopped = regions.filter((region) => !passes(gate, region)).length;
    if (stopped <= most) continue;
    most = stopped;
    deciding = gate;
  }
  if (!deciding) return null;
  const values = regions.map(deciding.measure);
  const closest = values.reduce((a, b) => (deciding.side === 'at-most' ? Math.min(a, b) : Math.max(a, b)));
  return { rule: deciding.rule, measured: closest, threshold: deciding.threshold };
}

function shortage(
  analysis: TrackAnalysis,
  regions: readonly RegionFigures[],
  gates: readonly Gate[],
  minSeconds: number,
  found: number,
) {
  if (regions.length === 0) return { rule: 'too-short', measured: analysis.durationSeconds, threshold: minSeconds };
  if (found > 0) return { rule: 'no-further-region', measured: found, threshold: found + 1 };
  return decidingGate(regions, gates) ?? { rule: 'no-region', measured: 0, threshold: 1 };
}

/**
 * Up to `count` diverse regions that pass every gate, best score first, and a rejection named by `nameOf(index)` for each one
 * missing. `minSeconds` is the duration a track had to have for any region.
 */
export function selectRegions(
  analysis: TrackAnalysis,
  regions: readonly RegionFigures[],
  request: {
    readonly gates: readonly Gate[];
    readonly score: (region: RegionFigures) => number;
    readonly count: number;
    readonly minSeconds: number;
    readonly nameOf: (index: number) => string;
  },
): Selection {
  const passing = regions.filter((region) => request.gates.every((gate) => passes(gate, region)));
  const scored = passing.map((region) => ({ region, score: request.score(region) }));
  const chosen = chooseDiverse(scored, request.count);
  const why = shortage(analysis, regions, request.gates, request.minSeconds, chosen.length);
  const rejections = Array.from({ length: request.count - chosen.length }, (_, i) => ({
    name: request.nameOf(chosen.length + i),
    ...why,
  }));
  return { chosen, rejections };
}

/** `index` (from 0) as the number in a file name: 01, 02 … */
export const numbered = (stem: string, index: number): string => `${stem}${String(index + 1).padStart(2, '0')}`;
