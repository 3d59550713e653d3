/** Dither from four generators at once. See `dither.ts`. */

/** Four 32-bit numbers turned left by `bits`. */
function turned(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits));
}

/**
 * Adds to each of `count` (rounded up to a multiple of 4) samples that is not 0 the difference of the upper and the lower 16 bits of a random number, times
 * `perUnit`. `states` holds the four words of four xoshiro128** generators (`random.ts`), word by word; each serves every fourth sample.
 */
export function addDither(signal: usize, count: i32, states: usize, perUnit: f32): void {
  const units = f32x4.splat(perUnit);
  const low = i32x4.splat(0xffff);
  let s0 = v128.load(states, 0);
  let s1 = v128.load(states, 16);
  let s2 = v128.load(states, 32);
  let s3 = v128.load(states, 48);
  const end = signal + ((<usize>count) << 2);
  for (; signal < end; signal += 16) {
    const draw = i32x4.mul(turned(i32x4.mul(s1, i32x4.splat(5)), 7), i32x4.splat(9));
    const shifted = i32x4.shl(s1, 9);
    s2 = v128.xor(s2, s0);
    s3 = v128.xor(s3, s1);
    s1 = v128.xor(s1, s2);
    s0 = v128.xor(s0, s3);
    s2 = v128.xor(s2, shifted);
    s3 = turned(s3, 11);
    const difference = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_u(draw, 16), v128.and(draw, low)));
    const samples = v128.load(signal);
    const isSound = f32x4.ne(samples, f32x4.splat(0));
    v128.store(signal, f32x4.add(samples, v128.and(f32x4.mul(difference, units), isSound)));
  }
  v128.store(states, s0, 0);
  v128.store(states, s1, 16);
  v128.store(states, s2, 32);
  v128.store(states, s3, 48);
}
