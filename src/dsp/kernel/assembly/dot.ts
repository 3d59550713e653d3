/** Sums of products, as interpolation and filters need them. */

/** The products of samples and weights, a multiple of 8 and no less than 16, in four sums. `rest` is their bytes less those of the first 8. */
export function dot(samples: usize, weights: usize, rest: usize): v128 {
  let even = f32x4.mul(v128.load(samples), v128.load(weights));
  let odd = f32x4.mul(v128.load(samples, 16), v128.load(weights, 16));
  const end = weights + rest;
  do {
    weights += 32;
    samples += 32;
    even = f32x4.add(even, f32x4.mul(v128.load(samples), v128.load(weights)));
    odd = f32x4.add(odd, f32x4.mul(v128.load(samples, 16), v128.load(weights, 16)));
  } while (weights < end);
  return f32x4.add(even, odd);
}

/** The sum of the lanes of each of four vectors, side by side. */
export function totals(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}
