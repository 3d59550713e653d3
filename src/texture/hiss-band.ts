/** The band that hiss lives in: its filters, the noisy part of a source within it, and noise to stand in. Knows nothing of loops' shapes. */
import { type BiquadCoefficients, designHighpass, designLowpass, filterLoop, filterOneShot } from '../dsp/biquad.ts';
import { separated } from '../dsp/harmonic-percussive.ts';
import { copyOfPlane, newPlane } from '../dsp/planes.ts';
import type { Random } from '../dsp/random.ts';
import type { HissSection } from '../pipeline/profile.ts';
import type { Channels } from './texture.ts';

/** Poles of a fourth-order Butterworth filter as two sections. */
const FOURTH_ORDER_Q = [0.541196, 1.306563] as const;
/** The band must stay this far below Nyquist, and be this wide, to be one. */
const HIGHEST_RATE_SHARE = 0.45;

/** The band as far as `rate` carries it; null where its lower edge is too near Nyquist (8 kHz sources). */
export function usableBand(
  hiss: HissSection,
  rate: number,
): { readonly lowHz: number; readonly highHz: number } | null {
  const highHz = Math.min(hiss.high_hz, HIGHEST_RATE_SHARE * rate);
  return highHz >= 1.25 * hiss.low_hz ? { lowHz: hiss.low_hz, highHz } : null;
}

function bandFilters(hiss: HissSection, rate: number): BiquadCoefficients[] {
  const highHz = Math.min(hiss.high_hz, HIGHEST_RATE_SHARE * rate);
  return [
    ...FOURTH_ORDER_Q.map((q) => designHighpass(hiss.low_hz, q, rate)),
    ...FOURTH_ORDER_Q.map((q) => designLowpass(highHz, q, rate)),
  ];
}

/** Noisy part of `segment`, hits and hiss, within the band, as new planes. */
export function airOf(segment: Channels, hiss: HissSection, rate: number): Float32Array[] {
  return separated(segment, rate, { keep: 'noisy', lowHz: 1.02 * hiss.low_hz, highHz: 1.1 * hiss.high_hz });
}

/** Cuts a loop to the band, in place, as an endless repetition of it. */
export function bandFilteredLoop(channels: readonly Float32Array[], hiss: HissSection, rate: number): void {
  filterLoop(channels, bandFilters(hiss, rate));
}

/** A copy of `segment` cut to the band, from silence. */
export function bandFiltered(segment: Channels, hiss: HissSection, rate: number): Float32Array[] {
  const copies = segment.map(copyOfPlane);
  filterOneShot(copies, bandFilters(hiss, rate));
  return copies;
}

/** White noise, uniform in ±0.5, another in each plane: circular like everything white. */
export function syntheticNoise(frames: number, channelCount: number, random: Random): Float32Array[] {
  return Array.from({ length: channelCount }, () => {
    const plane = newPlane(frames);
    for (let n = 0; n < frames; n++) plane[n] = random.uniform() - 0.5;
    return plane;
  });
}
