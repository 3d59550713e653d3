/**
 * A base-2 logarithm for figures that need no more than 0.001 dB, where the exact one would be the most expensive step. Knows nothing of
 * decibels.
 */

const float = new Float64Array(1);
const words = new Uint32Array(float.buffer);
/** Index of the word with sign, exponent and the first 20 bits of the mantissa. */
const HIGH = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * log2 of x > 0 within 0.00012: the exponent bits, and a quartic (interpolated at Chebyshev nodes) in the first 20 bits of the
 * mantissa. −1023 or thereabouts for 0 and subnormal numbers.
 */
export function coarseLog2(x: number): number {
  float[0] = x;
  const high = words[HIGH];
  const m = 1 + (high & 0xfffff) / 1048576;
  const fraction =
    -2.498353148814169 +
    m * (4.029211391071479 + m * (-2.0783351682517117 + m * (0.6260321821639283 + m * -0.0784406762091458)));
  return (high >>> 20) - 1023 + fraction;
}
