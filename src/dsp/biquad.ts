/**
 * Second-order IIR filters: their design and their running over signals, loops and streams. Knows nothing of what the
 * filters are for (loudness weighting has its own coefficients in `loudness.ts`).
 *
 * Source: R. Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients" (W3C Note, 2021).
 */
import { cos, dbToGain, log, sin } from './elementary.ts';
import { changePlanes, showPairs } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';
import { borrowing, type Doubles, type Lender } from './kernel/memory.ts';

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

const STAGE_NUMBERS = 5;
const STATE_NUMBERS = 4;
/** A filter has settled when what it still remembers of its beginning is this small (−120 dB). */
const SETTLED = 1e-6;

/** Filters one after the other over one or two planes in the machine's memory, block by block from silence; a lone plane is both. */
export class Cascade {
  readonly #stages: Doubles;
  readonly #state: Doubles;
  readonly #count: number;

  constructor(lender: Lender, coefficientsList: readonly BiquadCoefficients[]) {
    this.#count = coefficientsList.length;
    this.#stages = lender.doubles(STAGE_NUMBERS * this.#count);
    this.#stages.view.set(
      coefficientsList.flatMap(({ b0, b1, b2, a1, a2 }) => [b0, b1 - a1 * b0, b2 - a2 * b0, a1, a2]),
    );
    this.#state = lender.doubles(STATE_NUMBERS * this.#count);
  }

  /** Filters the next `frames` frames at `left` and `right`, in place, two stages at a time. */
  filter(left: number, right: number, frames: number): void {
    let stage = 0;
    for (; stage + 2 <= this.#count; stage += 2)
      kernels.filterTwice(left, right, frames, this.#stageAt(stage), this.#stateAt(stage));
    if (stage < this.#count) kernels.filterOnce(left, right, frames, this.#stageAt(stage), this.#stateAt(stage));
    const { view } = this.#state;
    for (let i = 0; i < view.length; i++) if (Math.abs(view[i]) < NEGLIGIBLE) view[i] = 0;
  }

  #stageAt(stage: number): number {
    return this.#stages.pointer + 8 * STAGE_NUMBERS * stage;
  }

  #stateAt(stage: number): number {
    return this.#state.pointer + 8 * STATE_NUMBERS * stage;
  }
}

/** Frames until a filter has settled: its slower pole's radius to that power is −120 dB. */
function settlingFrames({ a1, a2 }: BiquadCoefficients): number {
  const split = (a1 * a1) / 4 - a2;
  const radius = split > 0 ? Math.abs(a1) / 2 + Math.sqrt(split) : Math.sqrt(a2);
  return radius > 0 ? Math.ceil(log(SETTLED) / log(radius)) : 2;
}

/** Runs the filters over one or two planes of equal length in place, one after the other, from silence. */
export function filterOneShot(
  channels: readonly Float32Array[],
  coefficientsList: readonly BiquadCoefficients[],
): void {
  borrowing((lender) => {
    const cascade = new Cascade(lender, coefficientsList);
    changePlanes(channels, channels, (left, right, frames) => cascade.filter(left, right, frames));
  });
}

/**
 * Runs the filters over the loop that is the whole of `channels` (one or two planes) in place as over an endless repetition of it, so that a
 * seamless loop stays seamless: before the pass that is kept they hear as much of the loop's end as it takes them to settle to −120 dB (a
 * 20 Hz high-pass: 0.16 s), round and round where the loop is shorter.
 */
export function filterLoop(channels: readonly Float32Array[], coefficientsList: readonly BiquadCoefficients[]): void {
  const { length } = channels[0];
  if (length === 0) return;
  const settling = coefficientsList.reduce((sum, coefficients) => sum + settlingFrames(coefficients), 0);
  borrowing((lender) => {
    const cascade = new Cascade(lender, coefficientsList);
    const filter = (left: number, right: number, frames: number) => cascade.filter(left, right, frames);
    const [first, second = first] = channels;
    const lead = length - (settling % length);
    showPairs(first.subarray(lead), second.subarray(lead), filter);
    for (let turn = length; turn <= settling; turn += length) showPairs(first, second, filter);
    changePlanes(channels, channels, filter);
  });
}
