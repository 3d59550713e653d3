/** A state-variable filter whose cutoff travels, over two channels at once in float64, lane 0 is left. See `moving-filter.ts`. */

/** 2 ÷ (1 + g·(g + damping)): twice what the trapezoidal rule leaves of a step. */
function twice(g: f64, damping: f64): f64 {
  return 2 / (1 + g * (g + damping));
}

/**
 * `steps` times `stepFrames` frames of two planes, in place. With u = x − s₂, one frame is s₁' = k₁·s₁ + k₂·u and s₂' = s₂ + k₂·s₁ + k₃·u; the band-pass
 * and the low-pass are the means of either state before and after. Over step i the three weights go in straight lines from those of the warped cutoff i to
 * those of i + 1 of the float64 at `cutoffs`. `state` holds two pairs.
 */
export function filterMoving(
  left: usize,
  right: usize,
  steps: i32,
  stepFrames: i32,
  cutoffs: usize,
  damping: f64,
  isLowpass: bool,
  state: usize,
): void {
  const perFrame = 1 / <f64>stepFrames;
  // The output is x · ofInput + low · ofLow + band · ofBand.
  const ofInput = f64x2.splat(isLowpass ? 0 : 1);
  const ofLow = f64x2.splat(isLowpass ? 0.5 : -0.5);
  const ofBand = f64x2.splat(isLowpass ? 0 : -0.5 * damping);
  let s1 = v128.load(state, 0);
  let s2 = v128.load(state, 16);
  for (let step = 0; step < steps; step++, cutoffs += 8) {
    const g = load<f64>(cutoffs);
    const nextG = load<f64>(cutoffs, 8);
    const from = twice(g, damping);
    const to = twice(nextG, damping);
    let k1 = f64x2.splat(from - 1);
    let k2 = f64x2.splat(from * g);
    let k3 = f64x2.splat(from * g * g);
    const d1 = f64x2.splat((to - from) * perFrame);
    const d2 = f64x2.splat((to * nextG - from * g) * perFrame);
    const d3 = f64x2.splat((to * nextG * nextG - from * g * g) * perFrame);
    const end = left + ((<usize>stepFrames) << 2);
    for (; left < end; left += 4, right += 4) {
      const x = f64x2.replace_lane(f64x2.splat(<f64>load<f32>(left)), 1, <f64>load<f32>(right));
      const u = f64x2.sub(x, s2);
      const next1 = f64x2.add(f64x2.mul(k1, s1), f64x2.mul(k2, u));
      const next2 = f64x2.add(f64x2.add(s2, f64x2.mul(k2, s1)), f64x2.mul(k3, u));
      const states = f64x2.add(f64x2.mul(ofLow, f64x2.add(s2, next2)), f64x2.mul(ofBand, f64x2.add(s1, next1)));
      const y = f64x2.add(f64x2.mul(ofInput, x), states);
      store<f32>(left, <f32>f64x2.extract_lane(y, 0));
      store<f32>(right, <f32>f64x2.extract_lane(y, 1));
      s1 = next1;
      s2 = next2;
      k1 = f64x2.add(k1, d1);
      k2 = f64x2.add(k2, d2);
      k3 = f64x2.add(k3, d3);
    }
  }
  v128.store(state, s1, 0);
  v128.store(state, s2, 16);
}
