/**
 * Levels in one byte: half-decibel steps from −127 to 0.5 dBFS, so that a spectrum in bands costs a long track no more memory than its
 * other per-frame figures. Knows nothing of spectra.
 */

export const LEVEL_CODES = 256;
const FLOOR_DB = -127;
const STEPS_PER_DB = 2;
/** 10·log10(2) dB for each doubling of power. */
const STEPS_PER_OCTAVE = STEPS_PER_DB * 3.010299956639812;

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/**
 * Base-2 logarithm of a power ≥ 0, from the exponent bits and a quartic in the mantissa: within 0.0002 (0.0006 dB) of the true
 * value. −127 for 0 and for subnormal numbers.
 */
function coarseLog2(power: number): number {
  float[0] = power;
  const word = bits[0];
  bits[0] = (word & 0x7fffff) | 0x3f800000;
  const m = float[0];
  const fraction =
    -2.498353148814169 +
    m * (4.029211391071479 + m * (-2.0783351682517117 + m * (0.6260321821639283 + m * -0.0784406762091458)));
  return (word >>> 23) - 127 + fraction;
}

/** The code of a power ≥ 0 (1 is 0 dBFS): 0 for −127 dBFS and below, 255 for 0.5 dBFS and above. */
export function levelCode(power: number): number {
  const code = Math.round(coarseLog2(power) * STEPS_PER_OCTAVE - FLOOR_DB * STEPS_PER_DB);
  return code < 0 ? 0 : code > 255 ? 255 : code;
}

/** The level a code stands for, dBFS. */
export const levelDbfs = (code: number): number => code / STEPS_PER_DB + FLOOR_DB;
