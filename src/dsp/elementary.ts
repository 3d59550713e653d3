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

const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const LN10 = Math.LN10;
const PI_HALF_1 = 1.5707963267341256;
const PI_HALF_2 = 6.077100506303966e-11;
const PI_HALF_3 = 2.0222662487111665e-21;

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
    0.00833333333332249 +
    z *
      (-0.0001984126982985795 + z * (2.7557313707070068e-6 + z * (-2.5050760253406863e-8 + z * 1.58969099521155e-10)));
  return x + z * x * (-0.16666666666666632 + z * r);
}

/** cos on [−π/4, π/4]. */
function cosKernel(x: number): number {
  const z = x * x;
  const r =
    z *
    (0.0416666666666666 +
      z *
        (-0.001388888888887411 +
          z *
            (2.480158728947673e-5 +
              z * (-2.7557314351390663e-7 + z * (2.087572321298175e-9 + z * -1.1359647557788195e-11)))));
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
    r -
    t *
      (0.16666666666666602 +
        t *
          (-0.0027777777777015593 +
            t * (6.613756321437934e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
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
  const t1 = w * (0.3999999999940942 + w * (0.22222198432149784 + w * 0.15313837699209373));
  const t2 = z * (0.6666666666666735 + w * (0.2857142874366239 + w * (0.1818357216161805 + w * 0.14798198605116586)));
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

const ATAN_HALF = 0.4636476090008061;
const ATAN_COEFFICIENTS = [
  0.3333333333333293, -0.19999999999876483, 0.14285714272503466, -0.11111110405462356, 0.09090887133436507,
  -0.0769187620504483, 0.06661073137387531, -0.058335701337905735, 0.049768779946159324, -0.036531572744216916,
  0.016285820115365782,
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
