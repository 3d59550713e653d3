/** Interpolation between samples by tables of kernels. See `resample.ts`. Rows have `taps` floats, a multiple of 8 and no less than 16. */
import { dot, totals } from './dot.ts';

/**
 * `count` (rounded up to a multiple of 4) samples into `output`, `step` phases apart, of which `phases` make a sample: the first is interpolated
 * with row `phase` from `signal` on, whose tap j weighs sample j.
 */
export function interpolateExactly(
  signal: usize,
  rows: usize,
  taps: i32,
  phases: i32,
  step: i32,
  phase: i32,
  count: i32,
  output: usize,
): void {
  const rowBytes = (<usize>taps) << 2;
  const rest = rowBytes - 32;
  const wholeStep = (<usize>(step / phases)) << 2;
  const phaseStep = step % phases;
  const end = output + ((<usize>count) << 2);
  for (; output < end; output += 16) {
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let i = 0; i < 4; i++) {
      a = b;
      b = c;
      c = d;
      d = dot(signal, rows + <usize>phase * rowBytes, rest);
      phase += phaseStep;
      const carried = phase >= phases;
      phase -= carried ? phases : 0;
      signal += wholeStep + (carried ? 4 : 0);
    }
    v128.store(output, totals(a, b, c, d));
  }
}

/** 2^32: positions are whole numbers of 2^−32 samples. */
const ONE: f64 = 4294967296.0;

/** Which of `phases` rows a position lies at or after, in whole numbers of 2^−32 rows. */
function rowPosition(position: i64, phases: i64): i64 {
  return (position & 0xffffffff) * phases;
}

/** Four times the way from one row to the next, 0 to 1. */
function shares(a: i64, b: i64, c: i64, d: i64): v128 {
  const whole = i32x4.splat(0);
  const first = i32x4.replace_lane(i32x4.replace_lane(whole, 0, <i32>(<u32>a >> 1)), 1, <i32>(<u32>b >> 1));
  const all = i32x4.replace_lane(i32x4.replace_lane(first, 2, <i32>(<u32>c >> 1)), 3, <i32>(<u32>d >> 1));
  return f32x4.mul(f32x4.convert_i32x4_s(all), f32x4.splat(<f32>(1 / 2147483648.0)));
}

/**
 * `count` (rounded up to a multiple of 4) samples into `output`, `step` samples apart from `position` on, each between the two rows nearest to it: row r
 * of the `phases` + 1 serves the fractional position r ÷ phases, its tap j weighs sample floor(position) + j of `signal`.
 */
export function interpolateBetween(
  signal: usize,
  rows: usize,
  taps: i32,
  phases: i32,
  position: f64,
  step: f64,
  count: i32,
  output: usize,
): void {
  const rowBytes = (<usize>taps) << 2;
  const rest = rowBytes - 32;
  const fixedStep = <i64>(step * ONE);
  let at = <i64>(position * ONE);
  const end = output + ((<usize>count) << 2);
  for (; output < end; output += 16, at += 4 * fixedStep) {
    const s0 = signal + ((<usize>(at >> 32)) << 2);
    const s1 = signal + ((<usize>((at + fixedStep) >> 32)) << 2);
    const s2 = signal + ((<usize>((at + 2 * fixedStep) >> 32)) << 2);
    const s3 = signal + ((<usize>((at + 3 * fixedStep) >> 32)) << 2);
    const p0 = rowPosition(at, phases);
    const p1 = rowPosition(at + fixedStep, phases);
    const p2 = rowPosition(at + 2 * fixedStep, phases);
    const p3 = rowPosition(at + 3 * fixedStep, phases);
    const r0 = rows + <usize>(p0 >> 32) * rowBytes;
    const r1 = rows + <usize>(p1 >> 32) * rowBytes;
    const r2 = rows + <usize>(p2 >> 32) * rowBytes;
    const r3 = rows + <usize>(p3 >> 32) * rowBytes;
    const lower = totals(dot(s0, r0, rest), dot(s1, r1, rest), dot(s2, r2, rest), dot(s3, r3, rest));
    const upper = totals(
      dot(s0, r0 + rowBytes, rest),
      dot(s1, r1 + rowBytes, rest),
      dot(s2, r2 + rowBytes, rest),
      dot(s3, r3 + rowBytes, rest),
    );
    const share = shares(p0, p1, p2, p3);
    v128.store(output, f32x4.add(lower, f32x4.mul(share, f32x4.sub(upper, lower))));
  }
}
