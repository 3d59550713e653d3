/** Masks over the bins of a spectrum. See `harmonic-percussive.ts`. All counts of bins are multiples of 4. */

/** Adds to `power` the squared magnitudes of the `bins` complex numbers at `spectrum`. */
export function addPower(spectrum: usize, bins: i32, power: usize): void {
  for (let at: usize = 0; at < (<usize>bins) << 2; at += 16) {
    const low = v128.load(spectrum + 2 * at);
    const high = v128.load(spectrum + 2 * at, 16);
    const re = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const im = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    const squares = f32x4.add(f32x4.mul(re, re), f32x4.mul(im, im));
    v128.store(power + at, f32x4.add(v128.load(power + at), squares));
  }
}

/** The share of `wanted` in wanted + other, into `share`: a half where both are 0. */
export function shareOf(wanted: usize, other: usize, bins: i32, share: usize): void {
  const none = f32x4.splat(0);
  const half = f32x4.splat(0.5);
  for (let at: usize = 0; at < (<usize>bins) << 2; at += 16) {
    const part = v128.load(wanted + at);
    const sum = f32x4.add(part, v128.load(other + at));
    v128.store(share + at, v128.bitselect(f32x4.div(part, sum), half, f32x4.gt(sum, none)));
  }
}

/**
 * Makes percussive shares those of noise: twice as much, up to all, as steady noise has a half; then lowers what sticks out, so that no magnitude
 * √power · share stays above `most` times the mean of those within `reach` bins. `magnitudes` is room for as many as there are bins.
 */
export function noisyShare(power: usize, bins: i32, reach: i32, most: f64, magnitudes: usize, share: usize): void {
  const length = (<usize>bins) << 2;
  const whole = f32x4.splat(1);
  for (let at: usize = 0; at < length; at += 16) {
    const now = v128.load(share + at);
    const raised = f32x4.min(whole, f32x4.add(now, now));
    v128.store(share + at, raised);
    v128.store(magnitudes + at, f32x4.mul(f32x4.sqrt(v128.load(power + at)), raised));
  }
  let sum: f64 = 0;
  for (let bin = 0; bin < min(reach, bins); bin++) sum += load<f32>(magnitudes + ((<usize>bin) << 2));
  for (let bin = 0; bin < bins; bin++) {
    if (bin + reach < bins) sum += load<f32>(magnitudes + ((<usize>(bin + reach)) << 2));
    if (bin > reach) sum -= load<f32>(magnitudes + ((<usize>(bin - reach - 1)) << 2));
    const at = (<usize>bin) << 2;
    const within = min(bin + reach, bins - 1) - max(bin - reach, 0) + 1;
    const limit = (most * sum) / within;
    const magnitude: f64 = load<f32>(magnitudes + at);
    if (magnitude > limit) store<f32>(share + at, <f32>(load<f32>(share + at) * max(0.0, limit / magnitude)));
  }
}

/** The `bins` complex numbers at `spectrum`, each times its `share`, into `masked`. */
export function applyShare(spectrum: usize, share: usize, bins: i32, masked: usize): void {
  for (let at: usize = 0; at < (<usize>bins) << 2; at += 16) {
    const gains = v128.load(share + at);
    const low = f32x4.mul(v128.load(spectrum + 2 * at), v128.shuffle<f32>(gains, gains, 0, 0, 1, 1));
    const high = f32x4.mul(v128.load(spectrum + 2 * at, 16), v128.shuffle<f32>(gains, gains, 2, 2, 3, 3));
    v128.store(masked + 2 * at, low);
    v128.store(masked + 2 * at, high, 16);
  }
}
