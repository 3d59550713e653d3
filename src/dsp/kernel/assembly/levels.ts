/** Sums and peaks of planes. See `plane-levels.ts`, `steps.ts` and `peak.ts`. */
import { largest, total } from './lanes.ts';

/** The largest magnitude of `count` (a multiple of 4) samples. */
export function largestMagnitude(signal: usize, count: i32): f32 {
  let peaks = f32x4.splat(0);
  const end = signal + ((<usize>count) << 2);
  for (; signal < end; signal += 16) peaks = f32x4.pmax(peaks, f32x4.abs(v128.load(signal)));
  return <f32>largest(peaks);
}

/** Samples whose squares are added in float32 before they become a part of a float64 sum. */
const RUN = 256;

/** Energy of `count` samples. */
function energy(signal: usize, count: i32): f64 {
  let sum: f64 = 0;
  let left = count;
  while (left >= 4) {
    const run = min(left & ~3, RUN);
    let squares = f32x4.splat(0);
    for (const end = signal + ((<usize>run) << 2); signal < end; signal += 16) {
      const samples = v128.load(signal);
      squares = f32x4.add(squares, f32x4.mul(samples, samples));
    }
    sum += total(squares);
    left -= run;
  }
  for (; left > 0; left--, signal += 4) sum += <f64>load<f32>(signal) * <f64>load<f32>(signal);
  return sum;
}

/** Energies of `windows` neighbouring windows of `frames` samples, as float64. */
export function windowEnergies(signal: usize, frames: i32, windows: i32, energies: usize): void {
  for (let window = 0; window < windows; window++, signal += (<usize>frames) << 2, energies += 8) {
    store<f64>(energies, energy(signal, frames));
  }
}

/**
 * Adds to five float64 at `sums`: Σ l, Σ r, Σ l², Σ r², Σ l·r of `frames` (a multiple of 2) sample frames, all in float64, as likeness of channels is told from
 * small differences of large sums.
 */
export function addPairSums(left: usize, right: usize, frames: i32, sums: usize): void {
  let leftSum = f64x2.splat(0);
  let rightSum = f64x2.splat(0);
  let leftSquares = f64x2.splat(0);
  let rightSquares = f64x2.splat(0);
  let products = f64x2.splat(0);
  const end = left + ((<usize>frames) << 2);
  for (; left < end; left += 8, right += 8) {
    const l = f64x2.promote_low_f32x4(v128.load64_zero(left));
    const r = f64x2.promote_low_f32x4(v128.load64_zero(right));
    leftSum = f64x2.add(leftSum, l);
    rightSum = f64x2.add(rightSum, r);
    leftSquares = f64x2.add(leftSquares, f64x2.mul(l, l));
    rightSquares = f64x2.add(rightSquares, f64x2.mul(r, r));
    products = f64x2.add(products, f64x2.mul(l, r));
  }
  addLanes(sums, leftSum);
  addLanes(sums + 8, rightSum);
  addLanes(sums + 16, leftSquares);
  addLanes(sums + 24, rightSquares);
  addLanes(sums + 32, products);
}

function addLanes(sum: usize, lanes: v128): void {
  store<f64>(sum, load<f64>(sum) + (f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1)));
}

/**
 * The largest step between neighbours in each of `blocks` blocks of `size` (a multiple of 4) samples: block b holds the steps into samples b·size to
 * b·size + size − 1 of `signal`. The sample before the first stands in front of it.
 */
export function largestSteps(signal: usize, size: i32, blocks: i32, largestOf: usize): void {
  for (let block = 0; block < blocks; block++, largestOf += 4) {
    let steps = f32x4.splat(0);
    for (const end = signal + ((<usize>size) << 2); signal < end; signal += 16) {
      steps = f32x4.pmax(steps, f32x4.abs(f32x4.sub(v128.load(signal), v128.load(signal - 4))));
    }
    store<f32>(largestOf, <f32>largest(steps));
  }
}
