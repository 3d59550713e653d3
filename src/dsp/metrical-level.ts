/**
 * Which multiple or division of a pulse is the beat: the tempo that a musician would tell. Knows nothing of audio, nor of how the pulse was found.
 *
 * Each level is weighed by its tempo, by how many onsets come in a beat, and by how far bass, middle and treble repeat after parts of a beat and after
 * one to four beats: a kick and a snare that alternate are alike after two beats and not after one, hats after a half. The weights are those of a
 * multinomial logit, so that they give probabilities. They were fitted to rendered music of known tempo in 30 styles (`fittedPieces` in
 * `test/music/varied-pieces.ts`, nine pieces a style, ridge 1 on features of unit variance) and are held against styles that they have never heard (`npm run bench:analysis`).
 *
 * Source: G. Percival and G. Tzanetakis, "Streamlined tempo estimation based on autocorrelation and cross-correlation with pulses" (2014), for choosing
 * the octave by a fitted classifier.
 */
import { valueAt } from './autocorrelation.ts';
import { exp, log2 } from './elementary.ts';

export const SLOWEST_BPM = 40;
export const FASTEST_BPM = 200;
/** A level may be beyond the range by this share, so that a pulse measured a little off its end is still in. */
const RANGE_TOLERANCE = 0.01;
const CENTRE_BPM = 100;

/** Periods that are weighed, as multiples of that of the pulse. */
const MULTIPLES = [1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 1, 4 / 3, 3 / 2, 2, 3, 4];
/** After how many beats the music is compared with itself. */
const LAGS_IN_BEATS = [1 / 4, 1 / 3, 1 / 2, 1, 2, 3, 4];
const [THIRD_OF_A_BEAT, HALF_A_BEAT, ONE_BEAT] = [1, 2, 3];
/** Added to the score of a metronome's period: it is the beat. */
const METRONOME_SCORE = 50;

export interface LevelEvidence {
  readonly hopSeconds: number;
  readonly onsetSeconds: Float64Array;
  /** Autocorrelation of the onset strength of bass, middle and treble, by lag in hops, up to four beats of the slowest tempo. */
  readonly correlations: readonly Float64Array[];
}

export interface MetricalLevel {
  readonly seconds: number;
  /** All levels together are 1. */
  readonly probability: number;
}

/** The levels of a pulse of period `seconds` that lie between 40 and 200 BPM, the most probable first; at least one. */
export function rankLevels(evidence: LevelEvidence, seconds: number): MetricalLevel[] {
  const levels = MULTIPLES.map((multiple) => multiple * seconds)
    .filter(isInRange)
    .map((period) => ({ seconds: period, score: scoreOf(evidence, period) }))
    .sort((a, b) => b.score - a.score);
  const total = levels.reduce((sum, { score }) => sum + exp(score - levels[0].score), 0);
  return levels.map(({ seconds: period, score }) => ({
    seconds: period,
    probability: ((1 - LAPSE) * exp(score - levels[0].score)) / total + LAPSE / levels.length,
  }));
}

const isInRange = (seconds: number): boolean =>
  60 / seconds >= SLOWEST_BPM * (1 - RANGE_TOLERANCE) && 60 / seconds <= FASTEST_BPM * (1 + RANGE_TOLERANCE);

/** Of the features, in their order: octaves above 100 BPM and their square, onsets a beat (in doublings) and their square, then the likenesses and the monotony. */
const WEIGHTS: readonly number[] = [
  ...[1.3, -2.1, -0.5, -0.38],
  // bass, middle and treble after 1/4, 1/3, 1/2, 1, 2, 3 and 4 beats
  ...[-7.1, -3, -0.028, -0.87, 0.31, -0.97, 3.7],
  ...[2.1, -2, 1.7, 2.9, -0.49, 2.7, 1.4],
  ...[0.72, -1.4, 0.74, 0.2, 2.2, 0.14, 2.3],
  -1.5,
];
/** Music is more varied than what the weights were fitted to: so often, whatever they say, any of the levels is as good as another. */
const LAPSE = 0.05;

const scoreOf = (evidence: LevelEvidence, seconds: number): number =>
  levelFeatures(evidence, seconds).reduce(
    (sum, feature, i) => sum + feature * WEIGHTS[i],
    isMetronome(evidence, seconds) ? METRONOME_SCORE : 0,
  );

/** What is known of the level of period `seconds`, in the order of the weights. */
export function levelFeatures(evidence: LevelEvidence, seconds: number): number[] {
  const octaves = log2(60 / seconds / CENTRE_BPM);
  const density = log2(seconds / medianInterval(evidence.onsetSeconds));
  const likeness = likenessOf(evidence, seconds);
  const regularity = likeness.reduce((sum, band) => sum + band[ONE_BEAT], 0) / likeness.length;
  const monotony = regularity * monotonyOf(likeness, seconds);
  return [octaves, octaves * octaves, density, density * density, ...likeness.flat(), monotony];
}

/** How alike each band is to itself after each of `LAGS_IN_BEATS`. */
const likenessOf = ({ correlations, hopSeconds }: LevelEvidence, seconds: number): number[][] =>
  correlations.map((correlation) =>
    LAGS_IN_BEATS.map((beats) => highestNear(correlation, (beats * seconds) / hopSeconds)),
  );

/** The largest value within a hop, by half hops: what is played a little early or late is still alike. */
const highestNear = (correlation: Float64Array, lag: number): number =>
  Math.max(...[-1, -0.5, 0, 0.5, 1].map((off) => valueAt(correlation, lag + off)));

/** 1 where in no band a half of the beat (or a third of it) can be told from the whole, 0 where it can in one of them. */
function monotonyOf(likeness: readonly number[][], seconds: number): number {
  const sameness = (part: number): number =>
    Math.min(...likeness.map((band) => band[part] / Math.max(0.05, band[ONE_BEAT])));
  const half = isInRange(seconds / 2) ? sameness(HALF_A_BEAT) : 0;
  const third = isInRange(seconds / 3) ? sameness(THIRD_OF_A_BEAT) : 0;
  return Math.min(1, Math.max(0, 10 * (Math.max(half, third) - 0.9)));
}

/** Whether all that is played is one sound at one interval: every onset a period after the last, and all bands alike. */
function isMetronome(evidence: LevelEvidence, seconds: number): boolean {
  if (Math.abs(seconds / medianInterval(evidence.onsetSeconds) - 1) > 0.05) return false;
  const likeness = likenessOf(evidence, seconds);
  return LAGS_IN_BEATS.every((beats, lag) => {
    const bands = likeness.map((band) => band[lag]);
    const spread = Math.max(...bands) - Math.min(...bands);
    return beats < 1 || (spread <= 0.025 && Math.min(...bands) >= 0.85);
  });
}

function medianInterval(onsetSeconds: Float64Array): number {
  const intervals = onsetSeconds.slice(1).map((time, i) => time - onsetSeconds[i]);
  intervals.sort();
  return intervals[intervals.length >> 1];
}
