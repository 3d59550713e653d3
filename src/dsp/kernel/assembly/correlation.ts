/** How alike two stretches are. See `repetition.ts` and `likeness.ts`. */
import { total } from './lanes.ts';

/** Samples whose products are added in float32 before they become a part of float64 sums. */
const RUN = 256;

/** Σ a·b ÷ √(Σ a² · Σ b²) of two stretches of `count` samples, −1 to 1 within rounding; 0 where one is silent. */
export function correlation(first: usize, second: usize, count: i32): f64 {
  let product: f64 = 0;
  let firstEnergy: f64 = 0;
  let secondEnergy: f64 = 0;
  let left = count;
  while (left >= 4) {
    const run = min(left & ~3, RUN);
    let products = f32x4.splat(0);
    let firstSquares = f32x4.splat(0);
    let secondSquares = f32x4.splat(0);
    for (const end = first + ((<usize>run) << 2); first < end; first += 16, second += 16) {
      const a = v128.load(first);
      const b = v128.load(second);
      products = f32x4.add(products, f32x4.mul(a, b));
      firstSquares = f32x4.add(firstSquares, f32x4.mul(a, a));
      secondSquares = f32x4.add(secondSquares, f32x4.mul(b, b));
    }
    product += total(products);
    firstEnergy += total(firstSquares);
    secondEnergy += total(secondSquares);
    left -= run;
  }
  for (; left > 0; left--, first += 4, second += 4) {
    const a = <f64>load<f32>(first);
    const b = <f64>load<f32>(second);
    product += a * b;
    firstEnergy += a * a;
    secondEnergy += b * b;
  }
  return firstEnergy > 0 && secondEnergy > 0 ? product / sqrt(firstEnergy * secondEnergy) : 0;
}
