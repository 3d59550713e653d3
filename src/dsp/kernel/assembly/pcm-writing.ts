/** Planes as the bytes of PCM. See `pcm-writing.ts` in `dsp`. */

/** output[2n] = left[n], output[2n + 1] = right[n] for `frames` (rounded up to a multiple of 4) sample frames. */
export function interleave(left: usize, right: usize, frames: i32, output: usize): void {
  const end = left + ((<usize>frames) << 2);
  for (; left < end; left += 16, right += 16, output += 32) {
    const l = v128.load(left);
    const r = v128.load(right);
    v128.store(output, v128.shuffle<f32>(l, r, 0, 4, 1, 5));
    v128.store(output, v128.shuffle<f32>(l, r, 2, 6, 3, 7), 16);
  }
}

/** x · fullScale of four samples, rounded to the nearest whole number (halfway: to the even one), up to what 32 bits hold; NaN gives 0. */
function nearestSteps(samples: v128, fullScale: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(samples, fullScale)));
}

/** `count` (rounded up to a multiple of 4) samples as little-endian integers of 16 bits. */
export function bytesOf16(samples: usize, count: i32, bytes: usize): void {
  const fullScale = f32x4.splat(32768);
  const end = samples + ((<usize>count) << 2);
  for (; samples < end; samples += 16, bytes += 8) {
    const steps = nearestSteps(v128.load(samples), fullScale);
    v128.store64_lane(bytes, i16x8.narrow_i32x4_s(steps, steps), 0);
  }
}

/** `count` (rounded up to a multiple of 4) samples as little-endian integers of 24 bits; 4 bytes behind them are overwritten. */
export function bytesOf24(samples: usize, count: i32, bytes: usize): void {
  const fullScale = f32x4.splat(8388608);
  const highest = i32x4.splat(8388607);
  const lowest = i32x4.splat(-8388608);
  const end = samples + ((<usize>count) << 2);
  for (; samples < end; samples += 16, bytes += 12) {
    const steps = i32x4.max_s(i32x4.min_s(nearestSteps(v128.load(samples), fullScale), highest), lowest);
    v128.store(bytes, i8x16.shuffle(steps, steps, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0));
  }
}
