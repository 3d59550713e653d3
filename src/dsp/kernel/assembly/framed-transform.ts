/** Signals as overlapping windowed frames and back, through the FFT. See `harmonic-percussive.ts` and `time-stretch.ts`. */
import { transform } from './pffft.ts';

/**
 * The spectrum (layout of `fft.ts`) of `size` samples of `signal`, each weighted by `window`, into `output`; its first pair, DC and Nyquist, is
 * set to 0. All arrays hold `size` floats.
 */
export function windowedSpectrum(
  signal: usize,
  window: usize,
  size: i32,
  setup: usize,
  input: usize,
  output: usize,
  work: usize,
): void {
  for (let at: usize = 0; at < (<usize>size) << 2; at += 16) {
    v128.store(input + at, f32x4.mul(v128.load(signal + at), v128.load(window + at)));
  }
  transform(setup, input, output, work, 0);
  store<f64>(output, 0);
}

/**
 * Moves the `size` floats of `sum` on by `hop` (both multiples of 4, silence entering) and adds the inverse of the spectrum `input`, each sample
 * weighted by `window`. The first `hop` floats of `sum` are then complete: no later frame reaches them.
 */
export function overlapAdd(
  setup: usize,
  input: usize,
  output: usize,
  work: usize,
  window: usize,
  size: i32,
  hop: i32,
  sum: usize,
): void {
  transform(setup, input, output, work, 1);
  const hopBytes = (<usize>hop) << 2;
  const bytes = (<usize>size) << 2;
  let at: usize = 0;
  for (; at < bytes - hopBytes; at += 16) {
    const frame = f32x4.mul(v128.load(output + at), v128.load(window + at));
    v128.store(sum + at, f32x4.add(v128.load(sum + at + hopBytes), frame));
  }
  for (; at < bytes; at += 16) {
    v128.store(sum + at, f32x4.mul(v128.load(output + at), v128.load(window + at)));
  }
}
