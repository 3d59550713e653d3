/**
 * Tables of Kaiser-windowed sinc kernels, one row per fractional position: the interpolator behind resampling and true peak.
 * Knows nothing of rates.
 *
 * Source: J. F. Kaiser, "Nonrecursive digital filter design using the I0-sinh window function" (1974); A. V. Oppenheim and
 * R. W. Schafer, "Discrete-Time Signal Processing", section 7.5.
 */
import { cos, sin } from './elementary.ts';

/** Rows of `taps` weights; row r serves the fractional position r ÷ phases. There are `phases` + 1 rows, for interpolation. */
export interface SincKernel {
  readonly phases: number;
  /** Even; tap j weighs the sample at floor(position) + j − taps/2 + 1. */
  readonly taps: number;
  readonly rows: Float64Array;
}

const BESSEL_TERMS = 30;
const besselFactors = Float64Array.from({ length: BESSEL_TERMS }, (_, i) => 1 / (4 * (i + 1) * (i + 1)));

/** I0(√square), the modified Bessel function of order 0, by its power series; exact to 1e-15 for arguments up to 14. */
function besselI0OfRoot(square: number): number {
  let term = 1;
  let sum = 1;
  for (let i = 0; i < BESSEL_TERMS; i++) {
    term *= square * besselFactors[i];
    if (sum + term === sum) break;
    sum += term;
  }
  return sum;
}

/**
 * A kernel with `phases` fractional positions and `taps` weights (even) each, low-passing at `cutoff` (0 to 1, share of Nyquist, the
 * −6 dB point), with a Kaiser window of shape `beta`. Every row sums to 1, so a constant passes unchanged.
 */
export function designSincKernel(phases: number, taps: number, cutoff: number, beta: number): SincKernel {
  const rows = new Float64Array((phases + 1) * taps);
  for (let phase = 0; phase <= phases; phase++) {
    fillRow(rows.subarray(phase * taps, (phase + 1) * taps), phase / phases, cutoff, beta);
  }
  return { phases, taps, rows };
}

function fillRow(row: Float64Array, fraction: number, cutoff: number, beta: number): void {
  const half = row.length / 2;
  const turn = { sine: sin(Math.PI * cutoff), cosine: cos(Math.PI * cutoff) };
  let angle = Math.PI * cutoff * (1 - half - fraction);
  let sine = sin(angle);
  let cosine = cos(angle);
  let sum = 0;
  for (let j = 0; j < row.length; j++) {
    const x = j + 1 - half - fraction;
    angle = Math.PI * cutoff * x;
    const reach = 1 - (x / half) * (x / half);
    const window = reach > 0 ? besselI0OfRoot(beta * beta * reach) : 1;
    row[j] = Math.abs(angle) < 1e-9 ? window : (window * sine) / angle;
    sum += row[j];
    const turned = sine * turn.cosine + cosine * turn.sine;
    cosine = cosine * turn.cosine - sine * turn.sine;
    sine = turned;
  }
  for (let j = 0; j < row.length; j++) row[j] /= sum;
}
