/** Quantiles of large arrays without sorting them whole. Knows nothing of what the values mean. */

const BINS = 4096;
type Values = Float32Array | Float64Array;

/**
 * The value at `rank` (0 to length − 1) of the sorted `values` (finite, ≥ 0), exactly. Counts into equal bins, then sorts only the bin that holds the rank.
 * `values` is left alone.
 */
export function valueAtRank(values: Values, rank: number): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  if (largest === 0) return 0;
  const scale = (BINS - 1) / largest;
  const counts = new Uint32Array(BINS);
  for (let i = 0; i < values.length; i++) counts[(values[i] * scale) | 0]++;
  let bin = 0;
  let below = 0;
  while (below + counts[bin] <= rank) below += counts[bin++];
  const inside = new Float64Array(counts[bin]);
  for (let i = 0, found = 0; found < inside.length; i++) {
    if (((values[i] * scale) | 0) === bin) inside[found++] = values[i];
  }
  return inside.sort()[rank - below];
}

/** The `share` quantile (0 to 1) of finite values ≥ 0: the value at rank ⌊share · n⌋ of the sorted values, exactly. 0 for no values. */
export const quantile = (values: Values, share: number): number =>
  values.length === 0 ? 0 : valueAtRank(values, Math.min(values.length - 1, Math.floor(share * values.length)));

/** The middle value, by `quantile`. */
export const median = (values: Values): number => quantile(values, 0.5);
