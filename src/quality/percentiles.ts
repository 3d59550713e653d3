/** Where each texture stands among those of its batch. Knows nothing of what is good. */
import type { TextureMeasures } from './measure.ts';

/** The figures that say most about a texture: its seam, its level, its crest, how noisy and how bright it is. */
export const RANKED_FIGURES = [
  'seamStepRatio',
  'seamFluxRatio',
  'seamLevelDb',
  'integratedLufs',
  'crestDb',
  'flatnessRatio',
  'centroidHz',
] as const satisfies readonly (keyof TextureMeasures)[];
type RankedFigure = (typeof RANKED_FIGURES)[number];

/** What is ranked of a texture, and among which others. */
export type Ranked = Pick<TextureMeasures, 'kind' | 'isLoop' | RankedFigure>;

export const rankedOf = ({ kind, isLoop, ...measures }: TextureMeasures): Ranked => ({
  kind,
  isLoop,
  ...perFigure((figure) => measures[figure]),
});

/** Percentile of each figure, 0 to 100 with one decimal; null where the texture has no such figure. */
export type Percentiles = Readonly<Record<RankedFigure, number | null>>;

/** Loops are compared with loops and one-shots with one-shots: they are kinds of their own to whoever plays them. */
const peersOf = ({ kind, isLoop }: Ranked): string => `${kind} ${isLoop ? 'loop' : 'one-shot'}`;

/** How many of the ascending `values` lie below `value`; with `orEqual`, how many do not lie above it. */
function countBelow(values: Float64Array, value: number, orEqual: boolean): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle] < value || (orEqual && values[middle] === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 100 · (values below + half of those that are equal) ÷ all, so that a value on its own is at 50. */
function percentileOf(values: Float64Array, value: number): number {
  const rank = (countBelow(values, value, false) + countBelow(values, value, true)) / 2;
  return Math.round((1000 * rank) / values.length) / 10;
}

type Sorted = Readonly<Record<RankedFigure, Float64Array>>;

const sortedFigures = (peers: readonly Ranked[]): Sorted =>
  perFigure((figure) =>
    Float64Array.from(peers.flatMap((peer) => (peer[figure] === null ? [] : [peer[figure]]))).sort(),
  );

function perFigure<T>(of: (figure: RankedFigure) => T): Readonly<Record<RankedFigure, T>> {
  const values: Partial<Record<RankedFigure, T>> = {};
  for (const figure of RANKED_FIGURES) values[figure] = of(figure);
  return values as Record<RankedFigure, T>;
}

/** The percentiles of every texture of `batch`, in its order, each among those of its kind and form (loop or one-shot). */
export function percentilesOf(batch: readonly Ranked[]): Percentiles[] {
  const groups = new Map<string, Ranked[]>();
  for (const measures of batch) {
    const group = groups.get(peersOf(measures));
    if (group) group.push(measures);
    else groups.set(peersOf(measures), [measures]);
  }
  const sorted = new Map(Array.from(groups, ([peers, group]) => [peers, sortedFigures(group)]));
  return batch.map((measures) => {
    const peers = sorted.get(peersOf(measures));
    return perFigure((figure) => {
      const [values, value] = [peers?.[figure], measures[figure]];
      return value === null || values === undefined ? null : percentileOf(values, value);
    });
  });
}
