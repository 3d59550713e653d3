/** One windowed power spectrum. See `stft.ts`. */
import { transform } from './pffft.ts';

/**
 * Windows `size` samples of `signal` into `input`, transforms them, and writes `size`/2 powers: bin k of the spectrum squared, bin 0 (which
 * would hold DC and Nyquist) 0.
 */
export function powerSpectrum(
  signal: usize,
  window: usize,
  size: i32,
  setup: usize,
  input: usize,
  output: usize,
  work: usize,
  power: usize,
): void {
  const bytes = (<usize>size) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(input + at, f32x4.mul(v128.load(signal + at), v128.load(window + at)));
  }
  transform(setup, input, output, work, 0);
  for (let at: usize = 0; at < bytes >> 1; at += 16) {
    const low = v128.load(output + 2 * at);
    const high = v128.load(output + 2 * at, 16);
    const real = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const imaginary = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    v128.store(power + at, f32x4.add(f32x4.mul(real, real), f32x4.mul(imaginary, imaginary)));
  }
  store<f32>(power, 0);
}
