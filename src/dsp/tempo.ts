/**
 * Tempo and beat phase, from onset strength and onset times. Knows nothing of bars or downbeats.
 *
 * A comb over the autocorrelation of the onset strength proposes a period; the onset times, folded over nearby periods,
 * refine it.
 *
 * Source: S. Dixon, "Evaluation of the audio beat tracking system BeatRoot" (2007), for the folding; A. Klapuri et al., "Analysis of the meter of
 * acoustic musical signals" (2006), for the comb.
 */
import { cos, exp, log2, sin } from './elementary.ts';
import { peakOffset } from './onset.ts';

export interface TempoEstimate {
  readonly bpm: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** Time of one beat, for a beat grid. */
  readonly firstBeatSeconds: number;
}

const SLOWEST_BPM = 40;
const FASTEST_BPM = 200;
/** Between equals, the tempo nearer to this is preferred, mildly. */
const USUAL_BPM = 110;
const PRIOR_OCTAVES = 1.4;
const COMB_TEETH = 4;
const FEWEST_ONSETS = 8;
const FEWEST_BEATS = 6;
/** Half the period wins when its autocorrelation is at least this share of that of the whole. */
const EQUAL_PULSES = 0.975;
const LEAST_CONFIDENCE = 0.2;
const REFINEMENT = 0.02;
const LONGEST_FOLD_SECONDS = 300;

/** Tempo of the onsets, 40 to 200 BPM, within 0.5 % on steady music (`test/dsp/tempo.test.ts`); null when there is no steady pulse. */
export function estimateTempo(
  strength: Float32Array,
  onsetSeconds: Float64Array,
  hopSeconds: number,
): TempoEstimate | null {
  if (onsetSeconds.length < FEWEST_ONSETS) return null;
  const correlation = autocorrelation(strength, Math.ceil((COMB_TEETH * 60) / SLOWEST_BPM / hopSeconds) + 2);
  const coarse = bestPeriod(correlation, hopSeconds);
  if (strength.length * hopSeconds < FEWEST_BEATS * coarse.seconds) return null;
  const onsets = middleOf(onsetSeconds);
  const weights = onsets.map((time) => strength[Math.min(strength.length - 1, Math.floor(time / hopSeconds))] + 1);
  const fine = refinePeriod(onsets, weights, coarse.seconds);
  const confidence = Math.max(0, Math.min(1, coarse.salience * (0.5 + fine.alignment)));
  if (confidence < LEAST_CONFIDENCE) return null;
  return { bpm: 60 / fine.seconds, confidence, firstBeatSeconds: beatPhase(onsets, weights, fine.seconds) };
}

/** The onsets of the middle of a long track: folding costs the square of the length, and these pin the tempo to 0.01 %. */
function middleOf(onsets: Float64Array): Float64Array {
  const centre = onsets[onsets.length >> 1];
  return onsets.filter((time) => Math.abs(time - centre) <= LONGEST_FOLD_SECONDS / 2);
}

/** Autocorrelation of the strength less its local mean, for lags up to `lags`, as a share of lag 0; each lag by its own number of terms. */
function autocorrelation(strength: Float32Array, lags: number): Float64Array {
  const novelty = aboveLocalMean(strength);
  const correlation = new Float64Array(lags + 1);
  for (let lag = 0; lag <= Math.min(lags, novelty.length - 1); lag++) {
    let sum = 0;
    for (let n = lag; n < novelty.length; n++) sum += novelty[n] * novelty[n - lag];
    correlation[lag] = sum / (novelty.length - lag);
  }
  const scale = correlation[0] > 0 ? 1 / correlation[0] : 0;
  return correlation.map((value) => value * scale);
}

/** Smoothed over three frames, so that a period between whole hops is not missed, with the mean over one second taken off. */
function aboveLocalMean(strength: Float32Array): Float64Array {
  const reach = 43;
  const sums = new Float64Array(strength.length + 1);
  for (let n = 0; n < strength.length; n++) sums[n + 1] = sums[n] + strength[n];
  const mean = (n: number, by: number): number => {
    const first = Math.max(0, n - by);
    const end = Math.min(strength.length, n + by + 1);
    return (sums[end] - sums[first]) / (end - first);
  };
  return Float64Array.from({ length: strength.length }, (_, n) => mean(n, 1) - mean(n, reach));
}

interface Period {
  readonly seconds: number;
  /** Height of the comb, less that between its teeth; up to 1. */
  readonly salience: number;
}

function bestPeriod(correlation: Float64Array, hopSeconds: number): Period {
  let best = { lag: 60 / USUAL_BPM / hopSeconds, score: 0 };
  for (let bpm = SLOWEST_BPM; bpm <= FASTEST_BPM; bpm *= 1.004) {
    const lag = 60 / bpm / hopSeconds;
    const octaves = log2(bpm / USUAL_BPM) / PRIOR_OCTAVES;
    const score = combHeight(correlation, lag) * exp(-0.5 * octaves * octaves);
    if (score > best.score) best = { lag, score };
  }
  let { lag } = best;
  const fastestLag = 60 / FASTEST_BPM / hopSeconds;
  while (
    lag / 2 >= fastestLag * 0.995 &&
    combHeight(correlation, lag / 2) > EQUAL_PULSES * combHeight(correlation, lag)
  )
    lag /= 2;
  const sharpened = sharpen(correlation, lag);
  return { seconds: sharpened * hopSeconds, salience: Math.max(0, combHeight(correlation, sharpened)) };
}

function combHeight(correlation: Float64Array, lag: number): number {
  let sum = 0;
  for (let tooth = 1; tooth <= COMB_TEETH; tooth++) sum += valueAt(correlation, tooth * lag);
  return sum / COMB_TEETH;
}

function valueAt(values: Float64Array, position: number): number {
  const below = Math.floor(position);
  if (below + 1 >= values.length) return 0;
  return values[below] + (position - below) * (values[below + 1] - values[below]);
}

/** The lag from the interpolated peak nearest to its last tooth, which is the finest ruler. */
function sharpen(correlation: Float64Array, lag: number): number {
  const expected = Math.round(COMB_TEETH * lag);
  let peak = expected;
  for (let i = expected - 3; i <= expected + 3 && i < correlation.length - 1; i++)
    if (correlation[i] > correlation[peak]) peak = i;
  return correlation[peak] > 0 ? (peak + peakOffset(correlation, peak)) / COMB_TEETH : lag;
}

interface Alignment {
  readonly seconds: number;
  /** 0: the onsets fall anywhere in the period; 1: all on the beat or its even divisions. */
  readonly alignment: number;
}

/** The period within ±2 % over which the onsets fold best. Steps are fine enough for the last onset to move by a twelfth of a beat. */
function refinePeriod(onsets: Float64Array, weights: Float64Array, seconds: number): Alignment {
  const span = Math.max(seconds, onsets[onsets.length - 1] - onsets[0]);
  const steps = Math.ceil((REFINEMENT * 12 * span) / seconds);
  let best: Alignment = { seconds, alignment: 0 };
  for (let step = -steps; step <= steps; step++) {
    const candidate = seconds * (1 + (REFINEMENT * step) / steps);
    const alignment = foldedAlignment(onsets, weights, candidate);
    if (alignment > best.alignment) best = { seconds: candidate, alignment };
  }
  return best;
}

/** Mean over the beat, its halves and its quarters of the resultant length |Σ w·e^(i·2πkt/T)| ÷ Σ w. */
function foldedAlignment(onsets: Float64Array, weights: Float64Array, period: number): number {
  const sums = new Float64Array(6);
  let total = 0;
  for (let i = 0; i < onsets.length; i++) {
    const turns = onsets[i] / period;
    let sine = sin(2 * Math.PI * (turns - Math.floor(turns)));
    let cosine = cos(2 * Math.PI * (turns - Math.floor(turns)));
    total += weights[i];
    for (let k = 0; k < 3; k++) {
      sums[2 * k] += weights[i] * cosine;
      sums[2 * k + 1] += weights[i] * sine;
      const doubled = 2 * sine * cosine;
      cosine = cosine * cosine - sine * sine;
      sine = doubled;
    }
  }
  const length = (k: number): number => Math.sqrt(sums[2 * k] * sums[2 * k] + sums[2 * k + 1] * sums[2 * k + 1]);
  return (length(0) + length(1) + length(2)) / (3 * total);
}

/** Time in [0, period) of the fold's heaviest spot, to a fiftieth of the period and then the mean of what falls there. */
function beatPhase(onsets: Float64Array, weights: Float64Array, period: number): number {
  const bins = 50;
  const histogram = new Float64Array(bins);
  const phaseOf = (time: number): number => time / period - Math.floor(time / period);
  for (let i = 0; i < onsets.length; i++) histogram[Math.floor(phaseOf(onsets[i]) * bins)] += weights[i];
  const near = (b: number): number =>
    histogram[b] + 0.5 * (histogram[(b + 1) % bins] + histogram[(b + bins - 1) % bins]);
  let heaviest = 0;
  for (let b = 1; b < bins; b++) if (near(b) > near(heaviest)) heaviest = b;
  const centre = (heaviest + 0.5) / bins;
  let shift = 0;
  let total = 0;
  for (let i = 0; i < onsets.length; i++) {
    const distance = phaseOf(onsets[i]) - centre;
    const wrapped = distance - Math.round(distance);
    if (Math.abs(wrapped) > 1.5 / bins) continue;
    shift += weights[i] * wrapped;
    total += weights[i];
  }
  const phase = centre + (total > 0 ? shift / total : 0);
  return (phase - Math.floor(phase)) * period;
}
