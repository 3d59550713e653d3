/** A FIR filter that is only asked for every so many samples. See `decimate.ts`. */
import { totals } from './dot.ts';

/**
 * output[i] = Σ weights[j] · signal[i·factor + j] over `taps` (a multiple of 4) weights, for `count` (rounded up to a multiple of 4) outputs: four at
 * a time, so that no addition waits for another.
 */
export function decimate(signal: usize, weights: usize, taps: i32, factor: i32, count: i32, output: usize): void {
  const end = (<usize>taps) << 2;
  const step = (<usize>factor) << 2;
  for (let i = 0; i < count; i += 4, output += 16) {
    const second = signal + step;
    const third = second + step;
    const fourth = third + step;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let at: usize = 0; at < end; at += 16) {
      const weight = v128.load(weights + at);
      a = f32x4.add(a, f32x4.mul(v128.load(signal + at), weight));
      b = f32x4.add(b, f32x4.mul(v128.load(second + at), weight));
      c = f32x4.add(c, f32x4.mul(v128.load(third + at), weight));
      d = f32x4.add(d, f32x4.mul(v128.load(fourth + at), weight));
    }
    v128.store(output, totals(a, b, c, d));
    signal = fourth + step;
  }
}
