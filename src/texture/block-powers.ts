/** The course of a level. Knows nothing of what it is looked at for. */
import { windowEnergies } from '../dsp/plane-levels.ts';
import type { Channels } from './texture.ts';

/** Energies (sums of squares over all planes) of successive blocks of `block` frames; what is left at the end counts for nothing. */
export function blockPowers(channels: Channels, block: number): Float64Array {
  const powers = new Float64Array(Math.floor(channels[0].length / block));
  for (const plane of channels) {
    const ofPlane = windowEnergies(plane, block, powers.length);
    for (let i = 0; i < powers.length; i++) powers[i] += ofPlane[i];
  }
  return powers;
}
