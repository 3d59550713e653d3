/** Stored samples to planes and back. See `library/pcm.ts` and `library/flac.ts`. */

/**
 * `frames` frames of two interleaved 16-bit channels to planes, divided by 2^15; `swapped`: the bytes stand in big-endian order. Reads and writes up to
 * 7 frames more.
 */
export function pairsOf16(bytes: usize, frames: i32, swapped: bool, left: usize, right: usize): void {
  const scale = f32x4.splat(1 / 32768);
  for (let frame = 0; frame < frames; frame += 4, bytes += 16, left += 16, right += 16) {
    let pairs = v128.load(bytes);
    if (swapped) pairs = i8x16.shuffle(pairs, pairs, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14);
    const lefts = i32x4.shr_s(i32x4.shl(pairs, 16), 16);
    const rights = i32x4.shr_s(pairs, 16);
    v128.store(left, f32x4.mul(f32x4.convert_i32x4_s(lefts), scale));
    v128.store(right, f32x4.mul(f32x4.convert_i32x4_s(rights), scale));
  }
}

/** The same for 24-bit channels, divided by 2^23. */
export function pairsOf24(bytes: usize, frames: i32, swapped: bool, left: usize, right: usize): void {
  const scale = f32x4.splat(1 / 2147483648);
  for (let frame = 0; frame < frames; frame += 4, bytes += 24, left += 16, right += 16) {
    const first = v128.load(bytes);
    const second = v128.load(bytes, 8);
    const zero = i32x4.splat(0);
    let lefts: v128;
    let rights: v128;
    // Each sample goes to the upper three bytes of a lane, the lowest one first; byte 16 is a zero.
    if (swapped) {
      lefts = v128.or(
        i8x16.shuffle(first, zero, 16, 2, 1, 0, 16, 8, 7, 6, 16, 16, 16, 16, 16, 16, 16, 16),
        i8x16.shuffle(second, zero, 16, 16, 16, 16, 16, 16, 16, 16, 16, 6, 5, 4, 16, 12, 11, 10),
      );
      rights = v128.or(
        i8x16.shuffle(first, zero, 16, 5, 4, 3, 16, 11, 10, 9, 16, 16, 16, 16, 16, 16, 16, 16),
        i8x16.shuffle(second, zero, 16, 16, 16, 16, 16, 16, 16, 16, 16, 9, 8, 7, 16, 15, 14, 13),
      );
    } else {
      lefts = v128.or(
        i8x16.shuffle(first, zero, 16, 0, 1, 2, 16, 6, 7, 8, 16, 16, 16, 16, 16, 16, 16, 16),
        i8x16.shuffle(second, zero, 16, 16, 16, 16, 16, 16, 16, 16, 16, 4, 5, 6, 16, 10, 11, 12),
      );
      rights = v128.or(
        i8x16.shuffle(first, zero, 16, 3, 4, 5, 16, 9, 10, 11, 16, 16, 16, 16, 16, 16, 16, 16),
        i8x16.shuffle(second, zero, 16, 16, 16, 16, 16, 16, 16, 16, 16, 7, 8, 9, 16, 13, 14, 15),
      );
    }
    v128.store(left, f32x4.mul(f32x4.convert_i32x4_s(lefts), scale));
    v128.store(right, f32x4.mul(f32x4.convert_i32x4_s(rights), scale));
  }
}

/**
 * round(x · from) · to for `frames` (rounded up to a multiple of 4) samples of `plane`, in place. Exact where x is an integer of up to 24 bits ÷ `from`, the
 * largest of them, rounded to float32: the test tries them all.
 */
export function requantise(plane: usize, frames: i32, from: f32, to: f32): void {
  const factor = f32x4.splat(from);
  const scale = f32x4.splat(to);
  for (let at: usize = 0; at < (<usize>frames) << 2; at += 16) {
    v128.store(plane + at, f32x4.mul(f32x4.nearest(f32x4.mul(v128.load(plane + at), factor)), scale));
  }
}
