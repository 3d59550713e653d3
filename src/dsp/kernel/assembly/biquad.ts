/** Second-order filters over two channels at once: transposed direct form II in float64, lane 0 is left. See `biquad.ts`. */

// A stage is 5 float64: b0, b1 − a1·b0, b2 − a2·b0, a1, a2, the outputs being taken out of the recursion, which halves the wait.
const STAGE_BYTES: usize = 40;

/** `frames` frames of two planes through one stage, in place. `state` holds its two pairs. */
export function filterOnce(left: usize, right: usize, frames: i32, stage: usize, state: usize): void {
  const b0 = v128.load_splat<f64>(stage, 0);
  const p1 = v128.load_splat<f64>(stage, 8);
  const p2 = v128.load_splat<f64>(stage, 16);
  const a1 = v128.load_splat<f64>(stage, 24);
  const a2 = v128.load_splat<f64>(stage, 32);
  let s1 = v128.load(state, 0);
  let s2 = v128.load(state, 16);
  const end = left + ((<usize>frames) << 2);
  for (; left < end; left += 4, right += 4) {
    const x = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(left)), 1, <f64>load<f32>(right));
    const y = f64x2.add(f64x2.mul(b0, x), s1);
    const before = s1;
    s1 = f64x2.sub(f64x2.add(f64x2.mul(p1, x), s2), f64x2.mul(a1, s1));
    s2 = f64x2.sub(f64x2.mul(p2, x), f64x2.mul(a2, before));
    store<f32>(left, <f32>f64x2.extract_lane(y, 0));
    store<f32>(right, <f32>f64x2.extract_lane(y, 1));
  }
  v128.store(state, s1, 0);
  v128.store(state, s2, 16);
}

/** Like `filterOnce`, through two stages in one loop: nothing is written between them. `state` holds four pairs. */
export function filterTwice(left: usize, right: usize, frames: i32, stages: usize, state: usize): void {
  const second = stages + STAGE_BYTES;
  const b0 = v128.load_splat<f64>(stages, 0);
  const p1 = v128.load_splat<f64>(stages, 8);
  const p2 = v128.load_splat<f64>(stages, 16);
  const a1 = v128.load_splat<f64>(stages, 24);
  const a2 = v128.load_splat<f64>(stages, 32);
  const d0 = v128.load_splat<f64>(second, 0);
  const q1 = v128.load_splat<f64>(second, 8);
  const q2 = v128.load_splat<f64>(second, 16);
  const c1 = v128.load_splat<f64>(second, 24);
  const c2 = v128.load_splat<f64>(second, 32);
  let s1 = v128.load(state, 0);
  let s2 = v128.load(state, 16);
  let t1 = v128.load(state, 32);
  let t2 = v128.load(state, 48);
  const end = left + ((<usize>frames) << 2);
  for (; left < end; left += 4, right += 4) {
    const x = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(left)), 1, <f64>load<f32>(right));
    const y = f64x2.add(f64x2.mul(b0, x), s1);
    const z = f64x2.add(f64x2.mul(d0, y), t1);
    const sBefore = s1;
    const tBefore = t1;
    s1 = f64x2.sub(f64x2.add(f64x2.mul(p1, x), s2), f64x2.mul(a1, s1));
    s2 = f64x2.sub(f64x2.mul(p2, x), f64x2.mul(a2, sBefore));
    t1 = f64x2.sub(f64x2.add(f64x2.mul(q1, y), t2), f64x2.mul(c1, t1));
    t2 = f64x2.sub(f64x2.mul(q2, y), f64x2.mul(c2, tBefore));
    store<f32>(left, <f32>f64x2.extract_lane(z, 0));
    store<f32>(right, <f32>f64x2.extract_lane(z, 1));
  }
  v128.store(state, s1, 0);
  v128.store(state, s2, 16);
  v128.store(state, t1, 32);
  v128.store(state, t2, 48);
}
