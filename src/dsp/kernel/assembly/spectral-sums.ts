/** The sums over a power spectrum that its figures are made of. See `spectral-features.ts` and `onset-bands.ts`. */

import { total } from './lanes.ts';

/**
 * log2 of four numbers above 0, within 0.0002: the exponent, and a quartic in the mantissa (the one of `coarse-logarithm.ts`).
 */
function coarseLog2(x: v128): v128 {
  const exponent = f32x4.convert_i32x4_s(i32x4.sub(i32x4.shr_s(x, 23), i32x4.splat(127)));
  const m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f800000));
  let fraction = f32x4.add(f32x4.mul(m, f32x4.splat(-0.0784406762091458)), f32x4.splat(0.6260321821639283));
  fraction = f32x4.add(f32x4.mul(m, fraction), f32x4.splat(-2.0783351682517117));
  fraction = f32x4.add(f32x4.mul(m, fraction), f32x4.splat(4.029211391071479));
  fraction = f32x4.add(f32x4.mul(m, fraction), f32x4.splat(-2.498353148814169));
  return f32x4.add(exponent, fraction);
}

/** Powers times this, four of them multiplied, neither underflow (from −140 dBFS on) nor overflow (up to +12 dBFS). */
const RAISE: f32 = 8388608;
const RAISE_LOG2: f64 = 23;

/**
 * Over `bins` powers (a multiple of 16): Σ √p, Σ k·√p, Σ p and Σ log2(p + floor), as four float64 at `sums`; and the sum of each 16 powers in
 * turn, as float32 at `blocks`.
 */
export function spectralSums(power: usize, bins: i32, floor: f32, sums: usize, blocks: usize): void {
  const raise = f32x4.splat(RAISE);
  const floors = f32x4.splat(floor * RAISE);
  const four = f32x4.splat(4);
  let k = f32x4(0, 1, 2, 3);
  let magnitudes = f32x4.splat(0);
  let moments = f32x4.splat(0);
  let logarithms = f32x4.splat(0);
  let powers: f64 = 0;
  const end = power + ((<usize>bins) << 2);
  while (power < end) {
    let block = f32x4.splat(0);
    let product = f32x4.splat(1);
    for (let i = 0; i < 4; i++, power += 16) {
      const p = v128.load(power);
      const magnitude = f32x4.sqrt(p);
      block = f32x4.add(block, p);
      magnitudes = f32x4.add(magnitudes, magnitude);
      moments = f32x4.add(moments, f32x4.mul(k, magnitude));
      product = f32x4.mul(product, f32x4.add(f32x4.mul(p, raise), floors));
      k = f32x4.add(k, four);
    }
    logarithms = f32x4.add(logarithms, coarseLog2(product));
    const sum = total(block);
    powers += sum;
    store<f32>(blocks, <f32>sum);
    blocks += 4;
  }
  store<f64>(sums, total(magnitudes), 0);
  store<f64>(sums, total(moments), 8);
  store<f64>(sums, powers, 16);
  store<f64>(sums, total(logarithms) - RAISE_LOG2 * <f64>bins, 24);
}

/** Σ p over bins [first, end). */
export function sumBetween(power: usize, first: i32, end: i32): f32 {
  let lanes = f32x4.splat(0);
  let k = first;
  for (; k + 4 <= end; k += 4) lanes = f32x4.add(lanes, v128.load(power + ((<usize>k) << 2)));
  let sum = <f32>total(lanes);
  for (; k < end; k++) sum += load<f32>(power + ((<usize>k) << 2));
  return sum;
}

/** Σ p of each of `count` bands; band b has the bins from edge b to edge b + 1 (exclusive) of the int32 at `edges`. */
export function bandSums(power: usize, edges: usize, count: i32, sums: usize): void {
  for (let b: usize = 0; b < (<usize>count) << 2; b += 4) {
    store<f32>(sums + b, sumBetween(power, load<i32>(edges + b), load<i32>(edges + b, 4)));
  }
}
