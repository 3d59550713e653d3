/** Gains and offsets of planes, in place. See `gains.ts`, `dc.ts`, `leveller.ts` and `mono.ts`. Every `count` is rounded up to a multiple of 4. */

/** x · gain. */
export function scaled(signal: usize, count: i32, gain: f32): void {
  const gains = f32x4.splat(gain);
  const end = signal + ((<usize>count) << 2);
  for (; signal < end; signal += 16) v128.store(signal, f32x4.mul(v128.load(signal), gains));
}

/** x − offset. */
export function shifted(signal: usize, count: i32, offset: f32): void {
  const offsets = f32x4.splat(offset);
  const end = signal + ((<usize>count) << 2);
  for (; signal < end; signal += 16) v128.store(signal, f32x4.sub(v128.load(signal), offsets));
}

/** x − bow · i · (last − i), i counting from `first`: nothing at 0 and at `last`. */
export function bowed(signal: usize, count: i32, first: f32, last: f32, bow: f32): void {
  const bows = f32x4.splat(bow);
  const lasts = f32x4.splat(last);
  let positions = f32x4.add(f32x4.splat(first), f32x4(0, 1, 2, 3));
  const end = signal + ((<usize>count) << 2);
  for (; signal < end; signal += 16) {
    const offsets = f32x4.mul(f32x4.mul(bows, positions), f32x4.sub(lasts, positions));
    v128.store(signal, f32x4.sub(v128.load(signal), offsets));
    positions = f32x4.add(positions, f32x4.splat(4));
  }
}

/** x · (gain + change · i), i counting from 0. */
export function ramped(signal: usize, count: i32, gain: f32, change: f32): void {
  const changes = f32x4.splat(change);
  const gains = f32x4.splat(gain);
  let positions = f32x4(0, 1, 2, 3);
  const end = signal + ((<usize>count) << 2);
  for (; signal < end; signal += 16) {
    v128.store(signal, f32x4.mul(v128.load(signal), f32x4.add(gains, f32x4.mul(changes, positions))));
    positions = f32x4.add(positions, f32x4.splat(4));
  }
}

/** (left + right) ÷ 2, to `average`. */
export function average(left: usize, right: usize, count: i32, average: usize): void {
  const half = f32x4.splat(0.5);
  const end = left + ((<usize>count) << 2);
  for (; left < end; left += 16, right += 16, average += 16)
    v128.store(average, f32x4.mul(f32x4.add(v128.load(left), v128.load(right)), half));
}

/**
 * x · (3t² − 2t³), t being the smaller of i · rise and (last − i) · fall and i counting from `first`: silence at 0 and at `last`, and never a
 * gain above 1 where neither product stays below it.
 */
export function swelled(signal: usize, count: i32, first: f32, last: f32, rise: f32, fall: f32): void {
  let positions = f32x4.add(f32x4.splat(first), f32x4(0, 1, 2, 3));
  const end = signal + ((<usize>count) << 2);
  for (; signal < end; signal += 16) {
    const rising = f32x4.mul(positions, f32x4.splat(rise));
    const falling = f32x4.mul(f32x4.sub(f32x4.splat(last), positions), f32x4.splat(fall));
    const t = f32x4.pmin(f32x4.splat(1), f32x4.pmin(rising, falling));
    const slope = f32x4.sub(f32x4.splat(3), f32x4.add(t, t));
    v128.store(signal, f32x4.mul(v128.load(signal), f32x4.mul(f32x4.mul(t, t), slope)));
    positions = f32x4.add(positions, f32x4.splat(4));
  }
}
