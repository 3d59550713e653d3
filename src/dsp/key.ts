/**
 * The key that a track is in, with the probability that it is. Knows nothing of audio.
 *
 * Each of the 24 keys is weighed by how well the track keeps to its scale, and by what tells its tonic from the other notes of the scale: how
 * much of the time it lies in the bass, and whether the track opens on it. The weights are those of a multinomial logit, so that they give
 * probabilities; they were fitted to rendered music of known key (`npm run bench:analysis` holds them against it).
 *
 * Source: C. L. Krumhansl, "Cognitive foundations of musical pitch" (1990), for correlating with a profile; D. Temperley, "What's key for key?"
 * (Music Perception 17, 1999), for flat scale profiles.
 */
import type { Chroma, PitchClasses } from './chroma.ts';
import { exp } from './elementary.ts';

export interface KeyEstimate {
  /** Pitch class 0 (C) to 11 (B). */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** Probability that the key is right, 0 to 1; below 0.4 the analysis reports no key at all. */
  readonly confidence: number;
}

type Mode = KeyEstimate['mode'];

/** How much of each degree a key has: its triad most, other notes of its scales (in minor all three) less. */
const PROFILES: Readonly<Record<Mode, readonly number[]>> = {
  major: [1, 0, 0.6, 0, 0.8, 0.6, 0, 1, 0, 0.6, 0.1, 0.5],
  minor: [1, 0, 0.6, 0.8, 0, 0.6, 0, 1, 0.5, 0.1, 0.5, 0.3],
};
const TRIADS: Readonly<Record<Mode, readonly number[]>> = { major: [0, 4, 7], minor: [0, 3, 7] };

const PROFILE_WEIGHT = 15;
const BASS_WEIGHT = 9;
const OPENING_TRIAD_WEIGHT = 5;
const OPENING_BASS_WEIGHT = 2.6;
/** The third of a minor tonic is heard less well than it sounds: the fifth partial of the root speaks against it. */
const MINOR_WEIGHT = 1.2;

const LEAST_CONFIDENCE = 0.4;
/** Less tonality than this (share of pitched power) takes away trust in proportion. */
const TRUSTED_TONALITY = 0.1;
/** Pitches are music when they fit one grid of semitones, fully from the second on; those of drums fit none. */
const FIT_RANGE = [0.6, 0.7] as const;
/**
 * A looser fit is as good where many pitches have it: fit² times their number is Rayleigh's statistic, 1 for pitches at random, up to 0.9 for
 * conga drums, and above 1.1 in out-of-tune music.
 */
const RAYLEIGH_RANGE = [1, 1.5] as const;

/**
 * The most probable of the 24 keys, or null when none is trusted: nothing pitched (noise, silence), pitches on no grid (drums), or no key that
 * stands out. Right for cadences in all 24 keys, also 45 cents off (`test/dsp/key.test.ts`), and on nine of ten instruments' renderings of them
 * (`test/music/key.test.ts`). A single pitch is taken for the tonic; its mode is then a guess.
 */
export function estimateKey(chroma: Chroma): KeyEstimate | null {
  const scored = scoreKeys(chroma);
  const [best] = scored;
  const probability = 1 / scored.reduce((sum, { score }) => sum + exp(score - best.score), 0);
  const confidence = probability * Math.min(1, chroma.tonality / TRUSTED_TONALITY) * trustInGrid(chroma);
  return confidence >= LEAST_CONFIDENCE ? { tonic: best.tonic, mode: best.mode, confidence } : null;
}

function trustInGrid({ gridFit, pitchClasses }: Chroma): number {
  const pitches =
    1 /
    Math.max(
      1 / 12,
      pitchClasses.reduce((sum, weight) => sum + weight * weight, 0),
    );
  return Math.max(rating(gridFit, FIT_RANGE), rating(gridFit * gridFit * pitches, RAYLEIGH_RANGE));
}

/** 0 up to the first of the range, 1 from the second on. */
const rating = (value: number, [none, full]: readonly [number, number]): number =>
  Math.max(0, Math.min(1, (value - none) / (full - none)));

interface ScoredKey {
  readonly tonic: number;
  readonly mode: Mode;
  /** Logarithm of its likelihood, up to a constant. */
  readonly score: number;
}

/** All 24 keys, best first; ties keep the order C major, C minor, C♯ major … */
function scoreKeys({ pitchClasses, bass, opening }: Chroma): ScoredKey[] {
  const keys: ScoredKey[] = [];
  for (let tonic = 0; tonic < 12; tonic++) {
    for (const mode of ['major', 'minor'] as const) {
      const triad = TRIADS[mode].reduce((sum, degree) => sum + opening.pitchClasses[(tonic + degree) % 12], 0);
      const score =
        PROFILE_WEIGHT * correlation(pitchClasses, PROFILES[mode], tonic) +
        BASS_WEIGHT * bass[tonic] +
        OPENING_TRIAD_WEIGHT * triad +
        OPENING_BASS_WEIGHT * opening.bass[tonic] +
        (mode === 'minor' ? MINOR_WEIGHT : 0);
      keys.push({ tonic, mode, score });
    }
  }
  return keys.sort((a, b) => b.score - a.score);
}

/** Pearson correlation with the profile turned to `tonic`; 0 when all pitch classes weigh the same. */
function correlation(pitchClasses: PitchClasses, profile: readonly number[], tonic: number): number {
  const meanWeight = pitchClasses.reduce((sum, value) => sum + value, 0) / 12;
  const meanProfile = profile.reduce((sum, value) => sum + value, 0) / 12;
  let product = 0;
  let weightSquares = 0;
  let profileSquares = 0;
  for (let c = 0; c < 12; c++) {
    const weight = pitchClasses[(c + tonic) % 12] - meanWeight;
    const share = profile[c] - meanProfile;
    product += weight * share;
    weightSquares += weight * weight;
    profileSquares += share * share;
  }
  return weightSquares > 1e-18 ? product / Math.sqrt(weightSquares * profileSquares) : 0;
}
