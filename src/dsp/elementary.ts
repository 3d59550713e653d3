/**
 * Elementary functions whose bits are the same on every machine and Node version, built from IEEE-754 `+ − × ÷ √` only.
 *
 * ECMAScript leaves the accuracy of `Math.sin`, `exp`, `pow` … to the engine, and V8 has changed its implementations
 * between releases; one last bit of difference would give a texture another digest. All of `dsp/` and `texture/` call
 * these instead (held by `test/architecture.test.ts`). Accuracy: within 2 ulp of the true value over audio ranges
 * (`test/dsp/elementary.test.ts`).
 *
 * Source: argument reduction and minimax coefficients as published with fdlibm (Sun Microsystems, 1993).
 */

const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const LN10 = 2.302585092994046;
const PI_HALF_1 = 1.57079632673412561417;
const PI_HALF_2 = 6.07710050630396597660e-11;
const PI_HALF_3 = 2.02226624871116645580e-21;

const bits = new DataView(new ArrayBuffer(8));

/** 2^n for a normal-range exponent (−1022 … 1023), exact. */
function powerOfTwo(n: number): number {
  bits.setUint32(0, (n + 1023) << 20);
  bits.setUint32(4, 0);
  return bits.getFloat64(0);
}

/** x · 2^n, exact unless the result leaves the normal range (then rounded to subnormal, 0 or Infinity). */
function scaleByPowerOfTwo(x: number, n: number): number {
  if (n > 1023) return n > 2046 ? x * Infinity : x * powerOfTwo(1023) * powerOfTwo(n - 1023);
  if (n < -1022) return n < -2044 ? x * 0 : x * powerOfTwo(-1022) * powerOfTwo(n + 1022);
  return x * powerOfTwo(n);
}

/** sin on [−π/4, π/4]. */
function sinKernel(x: number): number {
  const z = x * x;
  const r =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x + z * x * (-1.66666666666666324348e-1 + z * r);
}

/** cos on [−π/4, π/4]. */
function cosKernel(x: number): number {
  const z = x * x;
  const r =
    z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * (2.48015872894767294178e-5 +
      z * (-2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11)))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + z * r);
}

/** x reduced to [−π/4, π/4] by the quadrant it lies in (Cody–Waite, exact enough for |x| < 2^20·π/2). */
function reduce(x: number): { quadrant: number; rest: number } {
  const n = Math.round(x * (2 / Math.PI));
  const rest = x - n * PI_HALF_1 - n * PI_HALF_2 - n * PI_HALF_3;
  return { quadrant: ((n % 4) + 4) % 4, rest };
}

/** Sine of `x` radians; |x| up to 10^6 (audio phases). NaN for NaN and ±Infinity. */
export function sin(x: number): number {
  const { quadrant, rest } = reduce(x);
  if (quadrant === 0) return sinKernel(rest);
  if (quadrant === 1) return cosKernel(rest);
  return quadrant === 2 ? -sinKernel(rest) : -cosKernel(rest);
}

/** Cosine of `x` radians; |x| up to 10^6 (audio phases). NaN for NaN and ±Infinity. */
export function cos(x: number): number {
  const { quadrant, rest } = reduce(x);
  if (quadrant === 0) return cosKernel(rest);
  if (quadrant === 1) return -sinKernel(rest);
  return quadrant === 2 ? -cosKernel(rest) : sinKernel(rest);
}

/** Tangent of `x` radians, as sin ÷ cos. */
export const tan = (x: number): number => sin(x) / cos(x);

/** e^x. 0 below −745.2, Infinity above 709.8. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.1332191019411) return 0;
  const n = Math.round(x / Math.LN2);
  const high = x - n * LN2_HIGH;
  const low = n * LN2_LOW;
  const r = high - low;
  const t = r * r;
  const c =
    r - t * (1.66666666666666019037e-1 + t * (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5 +
      t * (-1.65339022054652515390e-6 + t * 4.13813679705723846039e-8))));
  return scaleByPowerOfTwo(1 - (low - (r * c) / (2 - c) - high), n);
}

/** Splits a positive finite x into m · 2^n with m in [√½, √2). */
function splitMantissa(x: number): { mantissa: number; exponent: number } {
  let exponent = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984; // 2^54 lifts a subnormal into the normal range
    exponent = -54;
  }
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  exponent += (high >>> 20) - 1023;
  bits.setUint32(0, (high & 0xfffff) | (1023 << 20));
  const mantissa = bits.getFloat64(0);
  return mantissa >= Math.SQRT2 ? { mantissa: mantissa / 2, exponent: exponent + 1 } : { mantissa, exponent };
}

/** Natural logarithm. −Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN;
  if (x === Infinity) return x;
  const { mantissa, exponent } = splitMantissa(x);
  const f = mantissa - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const t1 = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const t2 =
    z * (6.666666666666735130e-1 + w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + t1 + t2) + exponent * LN2_LOW) - f);
}

/** Base-2 logarithm. −Infinity at 0, NaN below. */
export const log2 = (x: number): number => log(x) / Math.LN2;

/** Base-10 logarithm. −Infinity at 0, NaN below. */
export const log10 = (x: number): number => log(x) / LN10;

/** base^exponent for base ≥ 0, as e^(exponent · ln base); relative error below 1e-13 for results in audio ranges. */
export function pow(base: number, exponent: number): number {
  if (exponent === 0) return 1;
  if (base === 0) return exponent > 0 ? 0 : Infinity;
  return exp(exponent * log(base));
}

/** Hyperbolic tangent; ±1 beyond |x| > 20. */
export function tanh(x: number): number {
  if (x > 20) return 1;
  if (x < -20) return -1;
  const e = exp(2 * x);
  return (e - 1) / (e + 1);
}

const ATAN_HALF = 4.63647609000806093515e-1;
const ATAN_COEFFICIENTS = [
  3.33333333333329318027e-1, -1.99999999998764832476e-1, 1.42857142725034663711e-1, -1.11111104054623557880e-1,
  9.09088713343650656196e-2, -7.69187620504482999495e-2, 6.66107313738753120669e-2, -5.83357013379057348645e-2,
  4.97687799461593236017e-2, -3.65315727442169155270e-2, 1.62858201153657823623e-2,
];

/** Arc tangent on [0, 1], reduced about ½ and 1 to |t| ≤ 7/16. */
function atanUnit(x: number): number {
  if (x < 0.4375) return atanSeries(x);
  if (x < 0.6875) return ATAN_HALF + atanSeries((2 * x - 1) / (2 + x));
  return Math.PI / 4 + atanSeries((x - 1) / (x + 1));
}

function atanSeries(x: number): number {
  const z = x * x;
  let sum = 0;
  for (let i = ATAN_COEFFICIENTS.length - 1; i >= 0; i--) sum = sum * z + ATAN_COEFFICIENTS[i];
  return x - x * z * sum;
}

/** Angle of the point (x, y) in radians, (−π, π]. 0 at the origin. */
export function atan2(y: number, x: number): number {
  const ax = Math.abs(x);
  const ay = Math.abs(y);
  if (ax === 0 && ay === 0) return 0;
  const first = ay <= ax ? atanUnit(ay / ax) : Math.PI / 2 - atanUnit(ax / ay);
  const upper = x < 0 ? Math.PI - first : first;
  return y < 0 ? -upper : upper;
}

/** Amplitude ratio of a level in dB: 10^(db/20). 0 for −Infinity. */
export const dbToGain = (db: number): number => (db === -Infinity ? 0 : exp((db * LN10) / 20));

/** Level in dB of an amplitude ratio ≥ 0: 20·log10(gain). −Infinity at 0. */
export const gainToDb = (gain: number): number => 20 * log10(gain);

/** Level in dB of a power ratio ≥ 0: 10·log10(power). −Infinity at 0. */
export const powerToDb = (power: number): number => 10 * log10(power);
