/** Spectra turned bin by bin. See `time-stretch.ts`. */

/** The `bins` (a multiple of 4) complex numbers at `spectrum`, each times the one at `re` and `im`, into `turned`; the first, which is no bin, becomes 0. */
export function turnBins(spectrum: usize, re: usize, im: usize, bins: i32, turned: usize): void {
  for (let at: usize = 0; at < (<usize>bins) << 2; at += 16) {
    const low = v128.load(spectrum + 2 * at);
    const high = v128.load(spectrum + 2 * at, 16);
    const real = v128.shuffle<f32>(low, high, 0, 2, 4, 6);
    const imaginary = v128.shuffle<f32>(low, high, 1, 3, 5, 7);
    const c = v128.load(re + at);
    const s = v128.load(im + at);
    const newReal = f32x4.sub(f32x4.mul(real, c), f32x4.mul(imaginary, s));
    const newImaginary = f32x4.add(f32x4.mul(real, s), f32x4.mul(imaginary, c));
    v128.store(turned + 2 * at, v128.shuffle<f32>(newReal, newImaginary, 0, 4, 1, 5));
    v128.store(turned + 2 * at, v128.shuffle<f32>(newReal, newImaginary, 2, 6, 3, 7), 16);
  }
  store<f64>(turned, 0);
}
