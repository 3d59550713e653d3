/**
 * Second-order IIR filters: their design and their running over signals, loops and streams. Knows nothing of what the
 * filters are for (loudness weighting has its own coefficients in `loudness.ts`).
 *
 * Source: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients" (W3C Note, 2021).
 */
import { cos, dbToGain, sin } from './elementary.ts';

/** H(z) = (b0 + b1·z⁻¹ + b2·z⁻²) ÷ (1 + a1·z⁻¹ + a2·z⁻²). */
export interface BiquadCoefficients {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/** Highest design frequency as a share of the sample rate: just below Nyquist, where the bilinear transform still holds. */
const HIGHEST_SHARE = 0.49;
/** Below this the state is inaudible (−600 dB) and would only run into slow subnormal arithmetic. */
const NEGLIGIBLE = 1e-30;

interface Prewarped {
  readonly cosine: number;
  readonly sine: number;
}

/** cos and sin of the design frequency, clamped below Nyquist. Throws a RangeError for a frequency or rate ≤ 0 or NaN. */
function prewarp(hz: number, sampleRateHz: number): Prewarped {
  if (!(hz > 0 && sampleRateHz > 0))
    throw new RangeError(`a filter needs frequencies above 0, got ${hz} at ${sampleRateHz} Hz`);
  const omega = 2 * Math.PI * Math.min(hz / sampleRateHz, HIGHEST_SHARE);
  return { cosine: cos(omega), sine: sin(omega) };
}

function bandwidth(sine: number, q: number): number {
  if (!(q > 0)) throw new RangeError(`q must be above 0, got ${q}`);
  return sine / (2 * q);
}

function normalised(b0: number, b1: number, b2: number, a0: number, a1: number, a2: number): BiquadCoefficients {
  return { b0: b0 / a0, b1: b1 / a0, b2: b2 / a0, a1: a1 / a0, a2: a2 / a0 };
}

/** Low-pass, 12 dB per octave; `q` 0.7071 is Butterworth. Cutoffs at or above Nyquist are clamped to 0.49 of the rate. */
export function designLowpass(cutoffHz: number, q: number, sampleRateHz: number): BiquadCoefficients {
  const { cosine, sine } = prewarp(cutoffHz, sampleRateHz);
  const alpha = bandwidth(sine, q);
  return normalised((1 - cosine) / 2, 1 - cosine, (1 - cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** High-pass, 12 dB per octave; `q` 0.7071 is Butterworth. Its gain at 0 Hz is exactly 0. */
export function designHighpass(cutoffHz: number, q: number, sampleRateHz: number): BiquadCoefficients {
  const { cosine, sine } = prewarp(cutoffHz, sampleRateHz);
  const alpha = bandwidth(sine, q);
  return normalised((1 + cosine) / 2, -(1 + cosine), (1 + cosine) / 2, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** Band-pass with 0 dB at its centre and a −3 dB width of centre ÷ q. */
export function designBandpass(centreHz: number, q: number, sampleRateHz: number): BiquadCoefficients {
  const { cosine, sine } = prewarp(centreHz, sampleRateHz);
  const alpha = bandwidth(sine, q);
  return normalised(alpha, 0, -alpha, 1 + alpha, -2 * cosine, 1 - alpha);
}

/** High shelf of slope 1: `gainDb` well above `hz`, half of it at `hz`, 0 dB well below. */
export function designHighShelf(hz: number, gainDb: number, sampleRateHz: number): BiquadCoefficients {
  return designShelf(hz, gainDb, sampleRateHz, 1);
}

/** Low shelf of slope 1: `gainDb` well below `hz`, half of it at `hz`, 0 dB well above. */
export function designLowShelf(hz: number, gainDb: number, sampleRateHz: number): BiquadCoefficients {
  return designShelf(hz, gainDb, sampleRateHz, -1);
}

/** The cookbook's two shelves differ only in the sign of their cosine terms: `side` 1 is high, −1 is low. */
function designShelf(hz: number, gainDb: number, sampleRateHz: number, side: 1 | -1): BiquadCoefficients {
  const { cosine, sine } = prewarp(hz, sampleRateHz);
  const a = dbToGain(gainDb / 2);
  const c = side * cosine;
  const slope = 2 * Math.sqrt(a) * (sine * Math.SQRT1_2);
  return normalised(
    a * (a + 1 + (a - 1) * c + slope),
    -2 * side * a * (a - 1 + (a + 1) * c),
    a * (a + 1 + (a - 1) * c - slope),
    a + 1 - (a - 1) * c + slope,
    2 * side * (a - 1 - (a + 1) * c),
    a + 1 - (a - 1) * c - slope,
  );
}

/** One filter with its memory: transposed direct form II in float64. */
export class Biquad {
  readonly #coefficients: BiquadCoefficients;
  #state1 = 0;
  #state2 = 0;

  constructor(coefficients: BiquadCoefficients) {
    this.#coefficients = coefficients;
  }

  /** Filters `signal` in place; the state goes on into the next call, so block sizes do not matter. */
  process(signal: Float32Array): void {
    const { b0, b1, b2, a1, a2 } = this.#coefficients;
    const [c1, c2] = [b1 - a1 * b0, b2 - a2 * b0]; // takes the output out of the recursion, which halves the wait
    let s1 = this.#state1;
    let s2 = this.#state2;
    for (let i = 0; i < signal.length; i++) {
      const x = signal[i];
      signal[i] = b0 * x + s1;
      const next = c1 * x + s2 - a1 * s1;
      s2 = c2 * x - a2 * s1;
      s1 = next;
    }
    this.#state1 = Math.abs(s1) < NEGLIGIBLE ? 0 : s1;
    this.#state2 = Math.abs(s2) < NEGLIGIBLE ? 0 : s2;
  }

  /** Forgets everything heard so far. */
  reset(): void {
    this.#state1 = 0;
    this.#state2 = 0;
  }
}

/** Runs the filters over `signal` in place, one after the other, from silence. */
export function filterOneShot(signal: Float32Array, coefficientsList: readonly BiquadCoefficients[]): void {
  for (const coefficients of coefficientsList) new Biquad(coefficients).process(signal);
}

/**
 * Runs the filters over `signal` in place as over an endless repetition of it, so that a seamless loop stays seamless: each
 * filter hears the loop once before the pass that is kept. Settled to −100 dB when the loop is longer than the
 * filter rings (a 20 Hz high-pass: 0.13 s).
 */
export function filterLoop(signal: Float32Array, coefficientsList: readonly BiquadCoefficients[]): void {
  for (const coefficients of coefficientsList) {
    const filter = new Biquad(coefficients);
    filter.process(signal.slice());
    filter.process(signal);
  }
}
