/** Grains laid over a loop. See `grain.ts`. */
import { dot, totals } from './dot.ts';

/** The first `frames` of `window` become those of the 4096 of `table`, stretched to that length. */
export function stretchWindow(table: usize, frames: i32, window: usize): void {
  const step = <u32>(<u64>0x100000000 / frames); // 2^32 is the whole table
  let at: u32 = step >> 1;
  for (let n: usize = 0; n < (<usize>frames) << 2; n += 4, at += step) {
    store<f32>(window + n, load<f32>(table + ((at >> 20) << 2)));
  }
}

/** Adds the squares of `frames` weights of `window` to `weight`. */
export function addSquares(window: usize, frames: i32, weight: usize): void {
  const end = window + ((<usize>frames) << 2);
  for (; window + 16 <= end; window += 16, weight += 16) {
    const w = v128.load(window);
    v128.store(weight, f32x4.add(v128.load(weight), f32x4.mul(w, w)));
  }
  for (; window < end; window += 4, weight += 4) {
    const w = load<f32>(window);
    store<f32>(weight, load<f32>(weight) + w * w);
  }
}

/** Adds `frames` of `source`, each weighted by `window` and `gain`, to `loop`. */
export function layPlain(source: usize, window: usize, frames: i32, gain: f32, loop: usize): void {
  const gains = f32x4.splat(gain);
  const end = source + ((<usize>frames) << 2);
  for (; source + 16 <= end; source += 16, window += 16, loop += 16) {
    const weighted = f32x4.mul(v128.load(source), f32x4.mul(v128.load(window), gains));
    v128.store(loop, f32x4.add(v128.load(loop), weighted));
  }
  for (; source < end; source += 4, window += 4, loop += 4) {
    store<f32>(loop, load<f32>(loop) + load<f32>(source) * (load<f32>(window) * gain));
  }
}

/** 2^32: positions are whole numbers of 2^−32 frames, as turning a float into a whole number at each frame takes longer than all the rest. */
const ONE: f64 = 4294967296.0;

/** Byte offset of the sample at or before a position. */
function sampleAt(position: i64): usize {
  return (<usize>(position >> 32)) << 2;
}

/** The nearest of 257 rows of `rowBytes`, the last of which belongs to the next sample. */
function rowAt(position: i64, rowBytes: usize): usize {
  return (((<usize>position >> 23) + 1) >> 1) * rowBytes;
}

/**
 * Adds `frames` frames of two planes, read from `position` on at `ratio` source frames a frame, each weighted by `window` and a gain, to two planes of
 * a loop. Row r of the `taps` (a multiple of 8, at least 16) floats in `rows` serves the fractional positions about r ÷ 256; its tap j weighs source
 * frame floor(position) + j. Frames are made in fours: up to three more are added, for which `window` goes on.
 */
export function layInterpolated(
  left: usize,
  right: usize,
  position: f64,
  ratio: f64,
  rows: usize,
  taps: i32,
  window: usize,
  frames: i32,
  leftGain: f32,
  rightGain: f32,
  leftLoop: usize,
  rightLoop: usize,
): void {
  const rowBytes = (<usize>taps) << 2;
  const rest = rowBytes - 32;
  const step = <i64>(ratio * ONE);
  let at = <i64>(position * ONE);
  for (let n: usize = 0; n < (<usize>frames) << 2; n += 16, at += 4 * step) {
    const s0 = sampleAt(at);
    const s1 = sampleAt(at + step);
    const s2 = sampleAt(at + 2 * step);
    const s3 = sampleAt(at + 3 * step);
    const r0 = rows + rowAt(at, rowBytes);
    const r1 = rows + rowAt(at + step, rowBytes);
    const r2 = rows + rowAt(at + 2 * step, rowBytes);
    const r3 = rows + rowAt(at + 3 * step, rowBytes);
    const l = totals(
      dot(left + s0, r0, rest),
      dot(left + s1, r1, rest),
      dot(left + s2, r2, rest),
      dot(left + s3, r3, rest),
    );
    const leftWeights = f32x4.mul(v128.load(window + n), f32x4.splat(leftGain));
    v128.store(leftLoop + n, f32x4.add(v128.load(leftLoop + n), f32x4.mul(l, leftWeights)));
    const r = totals(
      dot(right + s0, r0, rest),
      dot(right + s1, r1, rest),
      dot(right + s2, r2, rest),
      dot(right + s3, r3, rest),
    );
    const rightWeights = f32x4.mul(v128.load(window + n), f32x4.splat(rightGain));
    v128.store(rightLoop + n, f32x4.add(v128.load(rightLoop + n), f32x4.mul(r, rightWeights)));
  }
}

/** Divides `frames` (a multiple of 4) of `plane` by the root of `weight`, which counts as no less than `floorWeight`. */
export function evenDensity(plane: usize, weight: usize, floorWeight: f32, frames: i32): void {
  const floors = f32x4.splat(floorWeight);
  for (let at: usize = 0; at < (<usize>frames) << 2; at += 16) {
    const density = f32x4.sqrt(f32x4.pmax(v128.load(weight + at), floors));
    v128.store(plane + at, f32x4.div(v128.load(plane + at), density));
  }
}
