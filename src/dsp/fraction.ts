/** Fractions of small whole numbers near a ratio. Knows nothing of what the ratio is of. */

export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The simplest fraction of the continued fraction of `ratio` (above 0) that is within `tolerance`, as a share of it; null where that takes a number
 * above `most`. Source: A. Khinchin, "Continued Fractions" (1935), chapter 1.
 */
export function fractionNear(ratio: number, tolerance: number, most: number): Fraction | null {
  let before: Fraction = { numerator: 0, denominator: 1 };
  let last: Fraction = { numerator: 1, denominator: 0 };
  for (let rest = ratio; ; ) {
    const whole = Math.floor(rest);
    const next: Fraction = {
      numerator: whole * last.numerator + before.numerator,
      denominator: whole * last.denominator + before.denominator,
    };
    if (!(next.numerator <= most && next.denominator <= most)) return null;
    if (Math.abs(next.numerator / next.denominator - ratio) <= tolerance * ratio) return next;
    [before, last] = [last, next];
    rest = 1 / (rest - whole);
  }
}
