/**
 * One channel of a FLAC frame: what is told of it in a few bits, its prediction and what that missed.
 *
 * Source: RFC 9639, "Free Lossless Audio Codec" (2024), section 9.2.
 */
import { bits, hasOverrun, rawNumbers, riceNumbers, signedBits, unary } from './flac-bits.ts';

export const LARGEST_ORDER = 32;

/** What the prediction missed, after the `order` numbers at the start of `plane`. */
function residual<T>(plane: usize, samples: i32, order: i32): bool {
  const method = bits(2);
  if (method > 1) return false;
  const widthBits = 4 + <i32>method;
  const logarithm = <i32>bits(4);
  const each = samples >> logarithm;
  if (each << logarithm !== samples || each < order) return false;
  const rawCode = (1 << widthBits) - 1;
  let at = plane + <usize>order * sizeof<T>();
  for (let partition = 0; partition < 1 << logarithm && !hasOverrun(); partition++) {
    const count = partition === 0 ? each - order : each;
    const width = <i32>bits(widthBits);
    if (width === rawCode) rawNumbers<T>(at, count, <i32>bits(5));
    else riceNumbers<T>(at, count, width);
    at += <usize>count * sizeof<T>();
  }
  return true;
}

function past<T>(at: usize, back: i32): i64 {
  return <i64>load<T>(at - <usize>back * sizeof<T>());
}

/** Adds to each number from `order` on the weighted sum of those before it, shifted down. The latest stay in registers: all else waits for them. */
function predict<T>(plane: usize, samples: i32, order: i32, weights: usize, shift: i32): void {
  const w1 = load<i64>(weights);
  const w2 = load<i64>(weights, 8);
  const w3 = load<i64>(weights, 16);
  const w4 = load<i64>(weights, 24);
  const w5 = load<i64>(weights, 32);
  const w6 = load<i64>(weights, 40);
  const w7 = load<i64>(weights, 48);
  const w8 = load<i64>(weights, 56);
  let at = plane + <usize>order * sizeof<T>();
  const last = plane + <usize>samples * sizeof<T>();
  let x1 = past<T>(at, 1);
  let x2 = past<T>(at, 2);
  let x3 = past<T>(at, 3);
  let x4 = past<T>(at, 4);
  for (; at < last; at += sizeof<T>()) {
    let older = w5 * past<T>(at, 5) + w6 * past<T>(at, 6) + (w7 * past<T>(at, 7) + w8 * past<T>(at, 8));
    for (let back = order; back > 8; back--)
      older += load<i64>(weights + ((<usize>(back - 1)) << 3)) * past<T>(at, back);
    const sum = older + w4 * x4 + (w3 * x3 + w2 * x2) + w1 * x1;
    x4 = x3;
    x3 = x2;
    x2 = x1;
    x1 = <i64>(<T>((sum >> <i64>shift) + <i64>load<T>(at)));
    store<T>(at, <T>x1);
  }
}

/** The weights of the fixed predictors: (1 − z⁻¹)^order, without its first. */
function setFixedWeights(order: i32, weights: usize): void {
  store<i64>(weights, order);
  if (order > 1) store<i64>(weights, order === 2 ? -1 : order === 3 ? -3 : -6, 8);
  if (order > 2) store<i64>(weights, order === 3 ? 1 : 4, 16);
  if (order > 3) store<i64>(weights, -1, 24);
}

function predicted<T>(plane: usize, samples: i32, depth: i32, order: i32, isFixed: bool, weights: usize): bool {
  if (order > samples) return false;
  memory.fill(weights, 0, LARGEST_ORDER << 3);
  rawNumbers<T>(plane, order, depth);
  let shift = 0;
  if (isFixed) setFixedWeights(order, weights);
  else {
    const precision = <i32>bits(4) + 1;
    shift = <i32>signedBits(5);
    if (precision > 15 || shift < 0) return false;
    for (let n = 0; n < order; n++) store<i64>(weights + ((<usize>n) << 3), signedBits(precision));
  }
  if (!residual<T>(plane, samples, order)) return false;
  if (order > 0) predict<T>(plane, samples, order, weights, shift);
  return true;
}

/**
 * Writes `samples` numbers of `depth` bits to `plane`, before which 32 more are read with weight 0; false for what is no subframe. `weights`: room for 32 of
 * 8 bytes.
 */
export function subframe<T>(plane: usize, samples: i32, depth: i32, weights: usize): bool {
  const head = <i32>bits(8);
  const kind = head >> 1;
  const wasted = head & 1 ? unary() + 1 : 0;
  if (wasted >= depth) return false;
  const width = depth - wasted;
  if (kind === 0) {
    const value = <T>signedBits(width);
    for (let n = 0; n < samples; n++) store<T>(plane + <usize>n * sizeof<T>(), value);
  } else if (kind === 1) {
    for (let n = 0; n < samples && !hasOverrun(); n++) store<T>(plane + <usize>n * sizeof<T>(), <T>signedBits(width));
  } else if (kind >= 8 && kind <= 12) {
    if (!predicted<T>(plane, samples, width, kind - 8, true, weights)) return false;
  } else if (kind >= 32 && kind < 64) {
    if (!predicted<T>(plane, samples, width, kind - 31, false, weights)) return false;
  } else return false;
  for (let n = 0; wasted > 0 && n < samples; n++) {
    const at = plane + <usize>n * sizeof<T>();
    store<T>(at, <T>((<i64>load<T>(at)) << (<i64>wasted)));
  }
  return !hasOverrun();
}
