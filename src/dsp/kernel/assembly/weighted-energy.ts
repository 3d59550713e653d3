/** The inner loop of BS.1770: K-weighting and squaring of two channels at once. See `loudness.ts`. */

/**
 * Energy of `frames` sample frames of two planes after both stages of K-weighting: transposed direct form II in float64, lane 0 is left.
 * `state` holds 4 pairs (shelf 1, shelf 2, cut 1, cut 2), `coefficients` the 9 numbers of `loudness.ts` in its order, `energy` the pair that is
 * added to.
 */
export function weightedEnergy(
  left: usize,
  right: usize,
  frames: i32,
  coefficients: usize,
  state: usize,
  energy: usize,
): void {
  const b0 = v128.load_splat<f64>(coefficients, 0);
  const shelf1 = v128.load_splat<f64>(coefficients, 8);
  const shelf2 = v128.load_splat<f64>(coefficients, 16);
  const a1 = v128.load_splat<f64>(coefficients, 24);
  const a2 = v128.load_splat<f64>(coefficients, 32);
  const cut1 = v128.load_splat<f64>(coefficients, 40);
  const cut2 = v128.load_splat<f64>(coefficients, 48);
  const c1 = v128.load_splat<f64>(coefficients, 56);
  const c2 = v128.load_splat<f64>(coefficients, 64);
  let s1 = v128.load(state, 0);
  let s2 = v128.load(state, 16);
  let t1 = v128.load(state, 32);
  let t2 = v128.load(state, 48);
  let sum = v128.load(energy);
  const end = left + ((<usize>frames) << 2);
  for (; left < end; left += 4, right += 4) {
    const x = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(left)), 1, <f64>load<f32>(right));
    const y = f64x2.add(f64x2.mul(b0, x), s1);
    const z = f64x2.add(y, t1);
    const shelfBefore = s1;
    const cutBefore = t1;
    s1 = f64x2.sub(f64x2.add(f64x2.mul(shelf1, x), s2), f64x2.mul(a1, s1));
    s2 = f64x2.sub(f64x2.mul(shelf2, x), f64x2.mul(a2, shelfBefore));
    t1 = f64x2.sub(f64x2.add(f64x2.mul(cut1, y), t2), f64x2.mul(c1, t1));
    t2 = f64x2.sub(f64x2.mul(cut2, y), f64x2.mul(c2, cutBefore));
    sum = f64x2.add(sum, f64x2.mul(z, z));
  }
  v128.store(state, s1, 0);
  v128.store(state, s2, 16);
  v128.store(state, t1, 32);
  v128.store(state, t2, 48);
  v128.store(energy, sum);
}
