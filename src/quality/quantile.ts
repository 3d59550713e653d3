/** Quantiles of large arrays without sorting them whole. Knows nothing of what the values mean. */

const BINS = 4096;

/**
 * The `share` quantile (0 to 1) of finite values ≥ 0: the value at rank ⌊share · n⌋ of the sorted values, exactly. Counts into equal
 * bins, then sorts only the bin that holds the rank. 0 for no values. `values` is left alone.
 */
export function quantile(values: Float32Array, share: number): number {
  const rank = Math.min(values.length - 1, Math.floor(share * values.length));
  let largest = 0;
  for (let i = 0; i < values.length; i++) if (values[i] > largest) largest = values[i];
  if (values.length === 0 || largest === 0) return 0;
  const scale = (BINS - 1) / largest;
  const counts = new Uint32Array(BINS);
  for (let i = 0; i < values.length; i++) counts[(values[i] * scale) | 0]++;
  let bin = 0;
  let below = 0;
  while (below + counts[bin] <= rank) below += counts[bin++];
  const inside = new Float32Array(counts[bin]);
  for (let i = 0, found = 0; found < inside.length; i++) {
    if (((values[i] * scale) | 0) === bin) inside[found++] = values[i];
  }
  return inside.sort()[rank - below];
}

/** The middle value, by `quantile`. */
export const median = (values: Float32Array): number => quantile(values, 0.5);
