/**
 * The heart of a phase vocoder: which way each spectral peak turns, and its neighbours with it. See `time-stretch.ts`.
 *
 * One file, though a long one: a kernel is compiled as one piece, and its parts are inlined into one loop.
 */

/** Adds to `crossRe` and `crossIm` what turned each of the `bins` (a multiple of 4) complex numbers at `before` into that at `now`, times their power. */
export function addTurns(now: usize, before: usize, bins: i32, crossRe: usize, crossIm: usize): void {
  for (let at: usize = 0; at < (<usize>bins) << 2; at += 16) {
    const a = v128.load(now + 2 * at);
    const b = v128.load(now + 2 * at, 16);
    const c = v128.load(before + 2 * at);
    const d = v128.load(before + 2 * at, 16);
    const re = v128.shuffle<f32>(a, b, 0, 2, 4, 6);
    const im = v128.shuffle<f32>(a, b, 1, 3, 5, 7);
    const oldRe = v128.shuffle<f32>(c, d, 0, 2, 4, 6);
    const oldIm = v128.shuffle<f32>(c, d, 1, 3, 5, 7);
    const real = f32x4.add(f32x4.mul(re, oldRe), f32x4.mul(im, oldIm));
    const imaginary = f32x4.sub(f32x4.mul(im, oldRe), f32x4.mul(re, oldIm));
    v128.store(crossRe + at, f32x4.add(v128.load(crossRe + at), real));
    v128.store(crossIm + at, f32x4.add(v128.load(crossIm + at), imaginary));
  }
}

/** Four numbers `value` in f32x4. */
function four(value: f32): v128 {
  return f32x4.splat(value);
}

/**
 * Directions of four points in turns, −½ to ½, within 1e-7; 0 at the origin. The arc tangent of the smaller part ÷ the larger is that of Cephes
 * (S. Moshier, 1992), reduced about 1 above tan(π/8).
 */
function directions(y: v128, x: v128): v128 {
  const ax = f32x4.abs(x);
  const ay = f32x4.abs(y);
  const less = f32x4.pmin(ax, ay);
  const more = f32x4.pmax(ax, ay);
  const isSteep = f32x4.gt(less, f32x4.mul(more, four(0.41421356)));
  const over = v128.bitselect(f32x4.sub(less, more), less, isSteep);
  const under = v128.bitselect(f32x4.add(less, more), more, isSteep);
  const isOrigin = f32x4.eq(more, four(0));
  const slope = v128.andnot(f32x4.div(over, under), isOrigin);
  const z = f32x4.mul(slope, slope);
  let series = f32x4.add(f32x4.mul(four(0.0805374449538), z), four(-0.138776856032));
  series = f32x4.add(f32x4.mul(series, z), four(0.199777106478));
  series = f32x4.add(f32x4.mul(series, z), four(-0.333329491539));
  const angle = f32x4.add(f32x4.mul(f32x4.mul(series, z), slope), slope);
  let turns = f32x4.mul(angle, four(0.15915494));
  turns = f32x4.add(turns, v128.and(v128.andnot(isSteep, isOrigin), four(0.125)));
  turns = v128.bitselect(f32x4.sub(four(0.25), turns), turns, f32x4.gt(ay, ax));
  turns = v128.bitselect(f32x4.sub(four(0.5), turns), turns, f32x4.lt(x, four(0)));
  return v128.xor(turns, v128.and(y, i32x4.splat(<i32>0x80000000)));
}

/** sin on [−π/4, π/4] within 1e-7 (Cephes). */
function sines(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let series = f32x4.add(f32x4.mul(four(-0.00019515295891), z), four(0.0083321608736));
  series = f32x4.add(f32x4.mul(series, z), four(-0.16666654611));
  return f32x4.add(f32x4.mul(f32x4.mul(series, z), x), x);
}

/** cos on [−π/4, π/4] within 1e-7 (Cephes). */
function cosines(x: v128): v128 {
  const z = f32x4.mul(x, x);
  let series = f32x4.add(f32x4.mul(four(0.00002443315711809948), z), four(-0.001388731625493765));
  series = f32x4.add(f32x4.mul(series, z), four(0.04166664568298827));
  return f32x4.add(f32x4.sub(four(1), f32x4.mul(four(0.5), z)), f32x4.mul(f32x4.mul(series, z), z));
}

/**
 * Writes to `peaks` as int32 which of the bins 2 to `bins` − 3 exceed their two neighbours on either side, as byte offsets, and returns how many do.
 * `bins` is a multiple of 4.
 */
function findPeaks(power: usize, bins: i32, peaks: usize): i32 {
  const end = (bins << 2) - 8;
  const first = peaks;
  for (let at = 8; at < end; at += 16) {
    const here = power + <usize>at;
    const p = v128.load(here);
    const after = v128.and(f32x4.ge(p, v128.load(here, 4)), f32x4.ge(p, v128.load(here, 8)));
    const before = v128.and(f32x4.gt(p, v128.load(here - 4)), f32x4.gt(p, v128.load(here - 8)));
    const found = i32x4.bitmask(v128.and(before, after));
    for (let lane = 0; lane < 4; lane++) {
      store<i32>(peaks, at + (lane << 2));
      peaks += <usize>(((found >> lane) & 1) << 2);
    }
  }
  return <i32>((peaks - first) >> 2);
}

/** Four floats of `values`, at the byte offsets in four int32 at `at`. */
function gather(values: usize, at: usize): v128 {
  const first = v128.load32_zero(values + <usize>load<i32>(at));
  const second = v128.load32_lane(values + <usize>load<i32>(at, 4), first, 1);
  const third = v128.load32_lane(values + <usize>load<i32>(at, 8), second, 2);
  return v128.load32_lane(values + <usize>load<i32>(at, 12), third, 3);
}

/**
 * By how many turns, −½ to ½, the rotation of two peaks goes on, given the turns `measured` between their frames and their bins: their frequency is what
 * makes those turns of the whole number nearest to what the bin expects. In float64, as a turn is lost in the product of hundreds.
 */
function advance(measured: v128, bins: v128, hopShare: f64, stretch: f64): v128 {
  const expected = f64x2.mul(bins, f64x2.splat(hopShare));
  const whole = f64x2.nearest(f64x2.sub(measured, expected));
  const turns = f64x2.sub(f64x2.mul(measured, f64x2.splat(stretch - 1)), f64x2.mul(whole, f64x2.splat(stretch)));
  return f64x2.sub(turns, f64x2.nearest(turns));
}

/** Numbers 2 and 3 in place of 0 and 1. */
function upper(numbers: v128): v128 {
  return v128.shuffle<f32>(numbers, numbers, 2, 3, 2, 3);
}

/** Turns the four rotations at the `peaks`, and writes them to `newRe` and `newIm` one after the other. */
function turnPeaks(
  peaks: usize,
  crossRe: usize,
  crossIm: usize,
  hopShare: f64,
  stretch: f64,
  re: usize,
  im: usize,
  newRe: usize,
  newIm: usize,
): void {
  const measured = directions(gather(crossIm, peaks), gather(crossRe, peaks));
  const bins = i32x4.shr_u(v128.load(peaks), 2);
  const low = advance(f64x2.promote_low_f32x4(measured), f64x2.convert_low_i32x4_s(bins), hopShare, stretch);
  const high = advance(
    f64x2.promote_low_f32x4(upper(measured)),
    f64x2.convert_low_i32x4_s(upper(bins)),
    hopShare,
    stretch,
  );
  const turns = v128.shuffle<f64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
  const quarters = f32x4.nearest(f32x4.mul(turns, four(4)));
  const rest = f32x4.mul(f32x4.sub(turns, f32x4.mul(quarters, four(0.25))), four(6.2831853));
  const even = i32x4.trunc_sat_f32x4_s(quarters);
  const isOdd = i32x4.ne(v128.and(even, i32x4.splat(1)), i32x4.splat(0));
  const cosine = cosines(rest);
  const sine = sines(rest);
  const c = signed(v128.bitselect(sine, cosine, isOdd), i32x4.add(even, i32x4.splat(1)));
  const s = signed(v128.bitselect(cosine, sine, isOdd), even);
  const oldRe = gather(re, peaks);
  const oldIm = gather(im, peaks);
  const x = f32x4.sub(f32x4.mul(oldRe, c), f32x4.mul(oldIm, s));
  const y = f32x4.add(f32x4.mul(oldRe, s), f32x4.mul(oldIm, c));
  const length = f32x4.sqrt(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)));
  v128.store(newRe, f32x4.div(x, length));
  v128.store(newIm, f32x4.div(y, length));
}

/** The numbers, negative where bit 1 of the quarter is set. */
function signed(numbers: v128, quarters: v128): v128 {
  return v128.xor(numbers, i32x4.shl(v128.and(quarters, i32x4.splat(2)), 30));
}

/** Byte offset of the lowest bin from `peak` to `next`, both byte offsets: the first of several. */
function valleyBetween(power: usize, peak: usize, next: usize): usize {
  let valley = peak;
  let lowest = load<f32>(power + peak);
  for (let at = peak + 4; at < next; at += 4) {
    const p = load<f32>(power + at);
    const isLower = p < lowest;
    valley = isLower ? at : valley;
    lowest = isLower ? p : lowest;
  }
  return valley;
}

/**
 * Writes to `newRe` and `newIm` the rotations of `bins` (a multiple of 4) bins: around each peak of `power`, as far as the lowest bin before the next one,
 * that of the peak (from `re` and `im`), turned by what the synthesis hop adds to the analysis hop at its frequency. `hopShare` is the analysis hop ÷ the
 * frame's size, `stretch` the synthesis hop ÷ the analysis hop; `work` has room for 2 · `bins` + 16 numbers. Returns false, having written nothing, where
 * there is no peak.
 */
export function lockPhases(
  power: usize,
  bins: i32,
  crossRe: usize,
  crossIm: usize,
  hopShare: f64,
  stretch: f64,
  re: usize,
  im: usize,
  newRe: usize,
  newIm: usize,
  work: usize,
): bool {
  const end = (<usize>bins) << 2;
  const count = (<usize>findPeaks(power, bins, work)) << 2;
  if (count === 0) return false;
  const last = load<i32>(work + count - 4);
  v128.store(work + count, i32x4.splat(last));
  const turnedRe = work + end;
  const turnedIm = turnedRe + (end >> 1);
  for (let i: usize = 0; i < count; i += 16)
    turnPeaks(work + i, crossRe, crossIm, hopShare, stretch, re, im, turnedRe + i, turnedIm + i);
  let at: usize = 0;
  for (let i: usize = 0; i < count; i += 4) {
    const peak = <usize>load<i32>(work + i);
    const to = i + 4 < count ? valleyBetween(power, peak, <usize>load<i32>(work + i, 4)) + 4 : end;
    const x = load<f32>(turnedRe + i);
    const y = load<f32>(turnedIm + i);
    for (; at < to; at += 4) {
      store<f32>(newRe + at, x);
      store<f32>(newIm + at, y);
    }
  }
  return true;
}
