/** Where each texture stands among those of its batch. Knows nothing of what is good. */
import type { Kind } from '../texture/kinds.ts';
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

/** Percentile of each figure, 0 to 100 with one decimal; null where the texture has no such figure. */
export type Percentiles = Readonly<Record<RankedFigure, number | null>>;

/** Loops are compared with loops and one-shots with one-shots: they are kinds of their own to whoever plays them. */
const peersOf = ({ kind, isLoop }: { readonly kind: Kind; readonly isLoop: boolean }): string =>
  `${kind} ${isLoop ? 'loop' : 'one-shot'}`;

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

const sortedFigures = (peers: readonly TextureMeasures[]): Sorted =>
  perFigure((figure) =>
    Float64Array.from(peers.flatMap((peer) => (peer[figure] === null ? [] : [peer[figure]]))).sort(),
  );

const perFigure = <T>(of: (figure: RankedFigure) => T): Readonly<Record<RankedFigure, T>> =>
  Object.fromEntries(RANKED_FIGURES.map((figure) => [figure, of(figure)])) as Record<RankedFigure, T>;

/** The percentiles of every texture of `batch`, in its order, each among those of its kind and form (loop or one-shot). */
export function percentilesOf(batch: readonly TextureMeasures[]): Percentiles[] {
  const groups = new Map<string, TextureMeasures[]>();
  for (const measures of batch) {
    const group = groups.get(peersOf(measures));
    if (group) group.push(measures);
    else groups.set(peersOf(measures), [measures]);
  }
  const sorted = new Map(Array.from(groups, ([peers, group]) => [peers, sortedFigures(group)]));
  return batch.map((measures) =>
    perFigure((figure) => {
      const values = sorted.get(peersOf(measures))?.[figure];
      const value = measures[figure];
      return value === null || values === undefined ? null : percentileOf(values, value);
    }),
  );
}
