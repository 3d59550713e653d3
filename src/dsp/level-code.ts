/**
 * Levels in one byte: half-decibel steps from −127 to 0.5 dBFS, so that a spectrum in bands costs a long track no more memory than its
 * other per-frame figures. Knows nothing of spectra.
 */
import { coarseLog2 } from './coarse-logarithm.ts';

export const LEVEL_CODES = 256;
const FLOOR_DB = -127;
const STEPS_PER_DB = 2;
/** A doubling of power is 10·log10(2) dB. */
const STEPS_PER_DOUBLING = STEPS_PER_DB * 3.010299956639812;

/** The code of a power ≥ 0 (1 is 0 dBFS): 0 for −127 dBFS and below, 255 for 0.5 dBFS and above. */
export function levelCode(power: number): number {
  const code = coarseLog2(power) * STEPS_PER_DOUBLING - FLOOR_DB * STEPS_PER_DB + 0.5;
  if (code < 0) return 0;
  return code < 255 ? code | 0 : 255;
}

/** The level a code stands for, dBFS. */
export const levelDbfs = (code: number): number => code / STEPS_PER_DB + FLOOR_DB;
