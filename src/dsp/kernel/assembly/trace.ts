/** How a spectrum changes from frame to frame. See `spectral-trace.ts`. */
import { total } from './lanes.ts';
import { transform } from './pffft.ts';

/** Adds four powers to float64 sums. */
function addPowers(sums: usize, power: v128): void {
  const high = v128.shuffle<f32>(power, power, 2, 3, 2, 3);
  v128.store(sums, f64x2.add(v128.load(sums), f64x2.promote_low_f32x4(power)));
  v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.promote_low_f32x4(high)), 16);
}

/**
 * Puts the magnitudes of the `bins` bins of `spectrum` (layout of `fft.ts`; a multiple of 4) in place of those in `magnitudes`, adds their squares to the
 * float64 `powers`, and writes two float64 to `figures`: their sum, and the sum of how far each has moved.
 */
function compare(spectrum: usize, bins: i32, magnitudes: usize, powers: usize, figures: usize): void {
  let sum = f32x4.splat(0);
  let difference = f32x4.splat(0);
  const end = magnitudes + ((<usize>bins) << 2);
  for (; magnitudes < end; magnitudes += 16, spectrum += 32, powers += 32) {
    const low = v128.load(spectrum);
    const high = v128.load(spectrum, 16);
    const re = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const im = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    const power = f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im));
    const magnitude = f32x4.sqrt(power);
    sum = f32x4.add(sum, magnitude);
    difference = f32x4.add(difference, f32x4.abs(f32x4.sub(magnitude, v128.load(magnitudes))));
    v128.store(magnitudes, magnitude);
    addPowers(powers, power);
  }
  store<f64>(figures, total(sum), 0);
  store<f64>(figures, total(difference), 8);
}

/**
 * Goes through `frames` analysis frames of `size` samples (a multiple of 8), each weighted by `window` and `hop` samples after the one before: see `compare`
 * for what is kept of each. DC and Nyquist count as 0. `figures` has room for two float64 a frame.
 */
export function traceFrames(
  signal: usize,
  hop: i32,
  frames: i32,
  window: usize,
  size: i32,
  setup: usize,
  input: usize,
  output: usize,
  work: usize,
  magnitudes: usize,
  powers: usize,
  figures: usize,
): void {
  const bytes = (<usize>size) << 2;
  for (let frame = 0; frame < frames; frame++, signal += (<usize>hop) << 2, figures += 16) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(input + at, f32x4.mul(v128.load(signal + at), v128.load(window + at)));
    }
    transform(setup, input, output, work, 0);
    store<f64>(output, 0);
    compare(output, size >> 1, magnitudes, powers, figures);
  }
}
