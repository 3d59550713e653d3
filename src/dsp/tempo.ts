/**
 * Tempo and beat phase, from onset strength and onset times. Knows nothing of bars or downbeats.
 *
 * A comb over the autocorrelation of the onset strength proposes a period; the onset times, folded over nearby periods, refine it; which multiple or
 * division of it is the beat is then chosen by `metrical-level.ts`.
 *
 * Source: A. Klapuri et al., "Analysis of the meter of acoustic musical signals" (2006), for the comb.
 */
import { autocorrelation, valueAt } from './autocorrelation.ts';
import { beatPhase, refinePeriod } from './beat-fold.ts';
import { exp, log2 } from './elementary.ts';
import { FASTEST_BPM, rankLevels, SLOWEST_BPM } from './metrical-level.ts';
import { type OnsetStrengths, peakOffset } from './onset.ts';

export interface TempoEstimate {
  readonly bpm: number;
  /** Probability that this, and not its half, double or another level, is the tempo of the music; less where the pulse is not steady. */
  readonly confidence: number;
  /** The next most probable level, mostly the half or the double, by the same scale; null where nothing else is probable. */
  readonly alternative: { readonly bpm: number; readonly confidence: number } | null;
  /** Time of one beat, for a beat grid. */
  readonly firstBeatSeconds: number;
}

/** Between equals, the pulse nearer to this is looked at first. */
const USUAL_BPM = 110;
const PRIOR_OCTAVES = 1.4;
const COMB_TEETH = 4;
const FEWEST_ONSETS = 8;
const FEWEST_BEATS = 6;
/** Steadiness (height of the comb times fit of the onsets) below which there is no pulse, and from which on it takes nothing away from the confidence. */
const LEAST_STEADINESS = 0.2;
const TRUSTED_STEADINESS = 0.6;
/** No alternative is told that is less probable. */
const LEAST_ALTERNATIVE = 0.02;
const LONGEST_FOLD_SECONDS = 180;
/** So many pulses are folded, if their combs are at least this share of the highest. */
const MOST_PULSES = 3;
const NEARLY_HIGHEST = 0.75;
/** The mean over this long either way is taken off the strength. */
const LOCAL_MEAN_SECONDS = 0.5;

/**
 * Tempo of the onsets, 40 to 200 BPM, null when there is no steady pulse. Within 0.5 % on steady music (`test/dsp/tempo.test.ts`); the level that is
 * meant, and not its half or double, for 4 of 5 pieces in styles that nothing was fitted to (`test/music/tempo.test.ts`).
 */
export function estimateTempo(
  strengths: OnsetStrengths,
  onsetSeconds: Float64Array,
  hopSeconds: number,
): TempoEstimate | null {
  if (onsetSeconds.length < FEWEST_ONSETS) return null;
  const lags = Math.ceil((COMB_TEETH * 60) / SLOWEST_BPM / hopSeconds) + 2;
  const correlate = (strength: Float32Array): Float64Array =>
    autocorrelation(aboveLocalMean(strength, hopSeconds), lags);
  const onsets = middleOf(onsetSeconds);
  const weights = onsets.map(
    (time) => strengths.all[Math.min(strengths.all.length - 1, Math.floor(time / hopSeconds))] + 1,
  );
  const pulse = steadiestPeriod(correlate(strengths.all), onsets, weights, hopSeconds);
  if (pulse.steadiness < LEAST_STEADINESS || strengths.all.length * hopSeconds < FEWEST_BEATS * pulse.seconds)
    return null;
  const [beat, next] = rankLevels(
    {
      hopSeconds,
      onsetSeconds,
      correlations: [strengths.bass, strengths.middle, strengths.treble].map(correlate),
    },
    pulse.seconds,
  );
  const trust = Math.min(1, pulse.steadiness / TRUSTED_STEADINESS);
  const told = (level: typeof beat) => ({ bpm: 60 / level.seconds, confidence: trust * level.probability });
  return {
    ...told(beat),
    alternative: next && next.probability >= LEAST_ALTERNATIVE ? told(next) : null,
    firstBeatSeconds: beatPhase(onsets, weights, beat.seconds),
  };
}

/** The onsets of the middle of a long track: folding costs the square of the length, and these pin the tempo to 0.02 %. */
function middleOf(onsets: Float64Array): Float64Array {
  const centre = onsets[onsets.length >> 1];
  return onsets.filter((time) => Math.abs(time - centre) <= LONGEST_FOLD_SECONDS / 2);
}

/** Smoothed over three frames, so that a period between whole hops is not missed, with the mean over one second taken off. */
function aboveLocalMean(strength: Float32Array, hopSeconds: number): Float32Array {
  const reach = Math.round(LOCAL_MEAN_SECONDS / hopSeconds);
  const sums = new Float64Array(strength.length + 1);
  for (let n = 0; n < strength.length; n++) sums[n + 1] = sums[n] + strength[n];
  const mean = (n: number, by: number): number => {
    const first = Math.max(0, n - by);
    const end = Math.min(strength.length, n + by + 1);
    return (sums[end] - sums[first]) / (end - first);
  };
  return Float32Array.from({ length: strength.length }, (_, n) => mean(n, 1) - mean(n, reach));
}

/** The period that the onsets keep to best, of those whose combs are nearly the highest: of a cross-rhythm's comb they do not. */
function steadiestPeriod(correlation: Float64Array, onsets: Float64Array, weights: Float64Array, hopSeconds: number) {
  const pulses = highestCombs(correlation, hopSeconds).map((lag) => {
    const sharpened = sharpen(correlation, lag);
    const { seconds, alignment } = refinePeriod(onsets, weights, sharpened * hopSeconds);
    return { seconds, steadiness: combHeight(correlation, sharpened) * (0.5 + alignment) };
  });
  return pulses.reduce((best, pulse) => (pulse.steadiness > best.steadiness ? pulse : best));
}

/** Lags of the highest combs, the highest first; at least one. */
function highestCombs(correlation: Float64Array, hopSeconds: number): number[] {
  const combs: { lag: number; score: number }[] = [];
  for (let bpm = SLOWEST_BPM; bpm <= FASTEST_BPM; bpm *= 1.004) {
    const lag = 60 / bpm / hopSeconds;
    const octaves = log2(bpm / USUAL_BPM) / PRIOR_OCTAVES;
    combs.push({ lag, score: combHeight(correlation, lag) * exp(-0.5 * octaves * octaves) });
  }
  const scoreAt = (i: number): number => combs[i]?.score ?? -Infinity;
  const peaks = combs.filter(({ score }, i) => score > scoreAt(i - 1) && score >= scoreAt(i + 1));
  peaks.sort((a, b) => b.score - a.score);
  return peaks
    .filter(({ score }) => score >= NEARLY_HIGHEST * peaks[0].score)
    .slice(0, MOST_PULSES)
    .map(({ lag }) => lag);
}

function combHeight(correlation: Float64Array, lag: number): number {
  let sum = 0;
  for (let tooth = 1; tooth <= COMB_TEETH; tooth++) sum += valueAt(correlation, tooth * lag);
  return sum / COMB_TEETH;
}

/** The lag from the interpolated peak nearest to its last tooth, which is the finest ruler. */
function sharpen(correlation: Float64Array, lag: number): number {
  const expected = Math.round(COMB_TEETH * lag);
  let peak = expected;
  for (let i = expected - 3; i <= expected + 3 && i < correlation.length - 1; i++)
    if (correlation[i] > correlation[peak]) peak = i;
  return correlation[peak] > 0 ? (peak + peakOffset(correlation, peak)) / COMB_TEETH : lag;
}
