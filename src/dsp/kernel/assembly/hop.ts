/** What is found out about each hop of a track before any spectrum. See `track-levels.ts`, `mid-side-history.ts` and `attack-envelope.ts`. */

import { largest, total } from './lanes.ts';

/**
 * Over `frames` (a multiple of 4) of two planes: Σ l, Σ r, Σ l², Σ r², Σ l·r, the largest magnitude, and how many frames have a magnitude of `fullScale` or
 * more, as seven float64 at `figures`.
 */
export function pairLevels(left: usize, right: usize, frames: i32, fullScale: f32, figures: usize): void {
  const full = f32x4.splat(fullScale);
  let leftSum = f32x4.splat(0);
  let rightSum = f32x4.splat(0);
  let leftSquares = f32x4.splat(0);
  let rightSquares = f32x4.splat(0);
  let products = f32x4.splat(0);
  let peaks = f32x4.splat(0);
  let clipped = i32x4.splat(0);
  const end = left + ((<usize>frames) << 2);
  for (; left < end; left += 16, right += 16) {
    const l = v128.load(left);
    const r = v128.load(right);
    leftSum = f32x4.add(leftSum, l);
    rightSum = f32x4.add(rightSum, r);
    leftSquares = f32x4.add(leftSquares, f32x4.mul(l, l));
    rightSquares = f32x4.add(rightSquares, f32x4.mul(r, r));
    products = f32x4.add(products, f32x4.mul(l, r));
    const louder = f32x4.max(f32x4.abs(l), f32x4.abs(r));
    peaks = f32x4.max(peaks, louder);
    clipped = i32x4.sub(clipped, f32x4.ge(louder, full));
  }
  store<f64>(figures, total(leftSum), 0);
  store<f64>(figures, total(rightSum), 8);
  store<f64>(figures, total(leftSquares), 16);
  store<f64>(figures, total(rightSquares), 24);
  store<f64>(figures, total(products), 32);
  store<f64>(figures, largest(peaks), 40);
  store<f64>(figures, total(f32x4.convert_i32x4_s(clipped)), 48);
}

/** Mid (L+R)/2 and side (L−R)/2 of `frames` (a multiple of 4), and the energy of either as two float64 at `energies`. */
export function midSide(left: usize, right: usize, frames: i32, mid: usize, side: usize, energies: usize): void {
  const half = f32x4.splat(0.5);
  let midEnergy = f32x4.splat(0);
  let sideEnergy = f32x4.splat(0);
  for (let at: usize = 0; at < (<usize>frames) << 2; at += 16) {
    const l = v128.load(left + at);
    const r = v128.load(right + at);
    const m = f32x4.mul(half, f32x4.add(l, r));
    const s = f32x4.mul(half, f32x4.sub(l, r));
    v128.store(mid + at, m);
    v128.store(side + at, s);
    midEnergy = f32x4.add(midEnergy, f32x4.mul(m, m));
    sideEnergy = f32x4.add(sideEnergy, f32x4.mul(s, s));
  }
  store<f64>(energies, total(midEnergy), 0);
  store<f64>(energies, total(sideEnergy), 8);
}

/**
 * Energy of the first difference of two planes in each of `blocks` blocks of `blockFrames` (a multiple of 4), as float64 at `energies`. The sample before
 * each plane stands in front of it.
 */
export function differenceEnergies(left: usize, right: usize, blocks: i32, blockFrames: i32, energies: usize): void {
  for (let b = 0; b < blocks; b++, energies += 8) {
    let sum = f32x4.splat(0);
    const end = left + ((<usize>blockFrames) << 2);
    for (; left < end; left += 16, right += 16) {
      const leftStep = f32x4.sub(v128.load(left), v128.load(left - 4));
      const rightStep = f32x4.sub(v128.load(right), v128.load(right - 4));
      sum = f32x4.add(sum, f32x4.add(f32x4.mul(leftStep, leftStep), f32x4.mul(rightStep, rightStep)));
    }
    store<f64>(energies, total(sum));
  }
}
