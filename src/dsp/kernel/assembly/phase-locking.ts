/** The heart of a phase vocoder: which way each spectral peak turns, and its neighbours with it. See `time-stretch.ts`. */

const TURN: f64 = 6.283185307179586;

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

/** Arc tangent for |x| up to 7/16, as in `elementary.ts`. */
function atanSeries(x: f64): f64 {
  const z = x * x;
  let sum: f64 = 0.016285820115365782;
  sum = sum * z - 0.036531572744216916;
  sum = sum * z + 0.049768779946159324;
  sum = sum * z - 0.058335701337905735;
  sum = sum * z + 0.06661073137387531;
  sum = sum * z - 0.0769187620504483;
  sum = sum * z + 0.09090887133436507;
  sum = sum * z - 0.11111110405462356;
  sum = sum * z + 0.14285714272503466;
  sum = sum * z - 0.19999999999876483;
  sum = sum * z + 0.3333333333333293;
  return x - x * z * sum;
}

/** Direction of (x, y) in turns, −½ to ½; 0 at the origin. */
function direction(y: f64, x: f64): f64 {
  const ax = abs(x);
  const ay = abs(y);
  if (ax === 0 && ay === 0) return 0;
  const slope = min(ax, ay) / max(ax, ay);
  let angle: f64;
  if (slope < 0.4375) angle = atanSeries(slope);
  else if (slope < 0.6875) angle = 0.4636476090008061 + atanSeries((2 * slope - 1) / (2 + slope));
  else angle = 0.7853981633974483 + atanSeries((slope - 1) / (slope + 1));
  let turns = angle / TURN;
  if (ay > ax) turns = 0.25 - turns;
  if (x < 0) turns = 0.5 - turns;
  return y < 0 ? -turns : turns;
}

/** sin on [−π/4, π/4], as in `elementary.ts`. */
function sine(x: f64): f64 {
  const z = x * x;
  let r: f64 = -2.5050760253406863e-8 + z * 1.58969099521155e-10;
  r = 0.00833333333332249 + z * (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * r));
  return x + z * x * (-0.16666666666666632 + z * r);
}

/** cos on [−π/4, π/4], as in `elementary.ts`. */
function cosine(x: f64): f64 {
  const z = x * x;
  let r: f64 = 2.087572321298175e-9 + z * -1.1359647557788195e-11;
  r =
    0.0416666666666666 +
    z * (-0.001388888888887411 + z * (2.480158728947673e-5 + z * (-2.7557314351390663e-7 + z * r)));
  return 1 - 0.5 * z + z * z * r;
}

/** Whether bin `at` (a byte offset) exceeds its two neighbours on either side. */
function isPeak(power: usize): bool {
  const p = load<f32>(power);
  if (p <= load<f32>(power - 4) || p < load<f32>(power + 4)) return false;
  return p > load<f32>(power - 8) && p >= load<f32>(power + 8);
}

/** Gives bins [from, end) the rotation of bin `peak`, turned by `turns`. All are byte offsets. */
function turnRegion(
  turns: f64,
  peak: usize,
  from: usize,
  end: usize,
  re: usize,
  im: usize,
  newRe: usize,
  newIm: usize,
): void {
  const rest = turns - nearest(turns);
  const quarter = nearest(4 * rest);
  const angle = (rest - 0.25 * quarter) * TURN;
  let c = cosine(angle);
  let s = sine(angle);
  if (abs(quarter) === 1) {
    const swapped = c;
    c = -quarter * s;
    s = quarter * swapped;
  } else if (abs(quarter) === 2) {
    c = -c;
    s = -s;
  }
  const oldRe = <f64>load<f32>(re + peak);
  const oldIm = <f64>load<f32>(im + peak);
  const x = oldRe * c - oldIm * s;
  const y = oldRe * s + oldIm * c;
  const norm = 1 / sqrt(x * x + y * y);
  for (let at = from; at < end; at += 4) {
    store<f32>(newRe + at, <f32>(x * norm));
    store<f32>(newIm + at, <f32>(y * norm));
  }
}

/** By how much the rotation of a peak goes on: see `lockPhases`. `bin` is its number. */
function turnOf(crossRe: f32, crossIm: f32, bin: f64, hopShare: f64, stretch: f64): f64 {
  const measured = direction(crossIm, crossRe);
  const expected = bin * hopShare;
  const deviation = measured - expected;
  return (expected + deviation - nearest(deviation)) * stretch - measured;
}

/**
 * Writes to `newRe` and `newIm` the rotations of `bins` bins: around each peak of `power`, as far as the lowest bin before the next one, that of the peak
 * (from `re` and `im`), turned by what the synthesis hop adds to the analysis hop at its frequency. `hopShare` is the analysis hop ÷ the frame's
 * size, `stretch` the synthesis hop ÷ the analysis hop. Returns false, having written nothing, where there is no peak.
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
): bool {
  const end = (<usize>bins) << 2;
  let from: usize = 0;
  let peak: usize = 0;
  let valley: usize = 0;
  let lowest: f32 = 0;
  let bin: f64 = 2;
  let turns: f64 = 0;
  for (let at: usize = 8; at < end - 8; at += 4, bin += 1) {
    const p = load<f32>(power + at);
    if (isPeak(power + at)) {
      if (peak > 0) {
        turnRegion(turns, peak, from, valley + 4, re, im, newRe, newIm);
        from = valley + 4;
      }
      peak = at;
      turns = turnOf(load<f32>(crossRe + at), load<f32>(crossIm + at), bin, hopShare, stretch);
      valley = at;
      lowest = p;
    } else if (p < lowest) {
      valley = at;
      lowest = p;
    }
  }
  if (peak === 0) return false;
  turnRegion(turns, peak, from, end, re, im, newRe, newIm);
  return true;
}
