/** The course of a level. Knows nothing of what it is looked at for. */
import type { Channels } from './texture.ts';

/** Energies (sums of squares over all planes) of successive blocks of `block` frames; what is left at the end counts for nothing. */
export function blockPowers(channels: Channels, block: number): Float64Array {
  const powers = new Float64Array(Math.floor(channels[0].length / block));
  for (const plane of channels)
    for (let n = 0; n < powers.length * block; n++) powers[Math.floor(n / block)] += plane[n] * plane[n];
  return powers;
}
