/** Window functions and the equal-power curve. Knows nothing of hops or spectra. */
import { cos, sin } from './elementary.ts';

/** Periodic Hann window of `size` samples: 0.5 − 0.5·cos(2πn/size). Sums to 1 at hop size/2. Empty for size 0. */
export function hann(size: number): Float32Array {
  const window = new Float32Array(size);
  for (let n = 0; n < size; n++) window[n] = 0.5 - 0.5 * cos((2 * Math.PI * n) / size);
  return window;
}

/** Gain of a fade-in at `position` (0 to 1) with equal power: sin(π/2 · position), so that in² + out² = 1. */
export const equalPowerFade = (position: number): number => sin((Math.PI / 2) * position);
