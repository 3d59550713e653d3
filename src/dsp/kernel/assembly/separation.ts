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
