/**
 * The key that a chroma fits best, with how far to trust it. Knows nothing of audio.
 *
 * Source: J. Albrecht and D. Shanahan, "The use of large corpora to train a new type of key-finding algorithm" (Music Perception 31, 2013), whose
 * profiles are used; C. L. Krumhansl, "Cognitive foundations of musical pitch" (1990), for the correlation.
 */
import type { Chroma } from './chroma.ts';

export interface KeyEstimate {
  /** Pitch class 0 (C) to 11 (B). */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** 0 to 1; below 0.5 the analysis reports no key at all. */
  readonly confidence: number;
}

const MAJOR = [0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.08, 0.008, 0.081];
const MINOR = [0.22, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052];
const LEAST_CONFIDENCE = 0.5;

/** Less tonality than this (share of pitched power) takes away trust in proportion. */
const TRUSTED_TONALITY = 0.1;
/** A lead this large over the best key on another tonic leaves no doubt; no lead at all costs 15 %. */
const CLEAR_LEAD = 0.15;
const DOUBT = 0.15;

/**
 * The best of the 24 keys, or null when none is trusted: nothing pitched (noise, drums, silence), all pitches alike, or no profile that fits.
 * Right for cadences in all 24 keys, also 30 cents off (`test/dsp/key.test.ts`). A single pitch is taken for the tonic; its mode is
 * then a guess.
 */
export function estimateKey({ pitchClasses, tonality }: Chroma): KeyEstimate | null {
  const fits = rankKeys(pitchClasses);
  const [{ tonic, mode, fit }] = fits;
  const rival = fits.find((other) => other.tonic !== tonic)?.fit ?? 0;
  const lead = Math.min(1, (fit - rival) / CLEAR_LEAD);
  const confidence = fit * (1 - DOUBT + DOUBT * lead) * Math.min(1, tonality / TRUSTED_TONALITY);
  return confidence >= LEAST_CONFIDENCE ? { tonic, mode, confidence: Math.min(1, confidence) } : null;
}

interface KeyFit {
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** Pearson correlation of chroma and profile. */
  readonly fit: number;
}

/** All 24 keys, best first; ties keep the order C major, C minor, C♯ major … */
function rankKeys(pitchClasses: Float64Array): KeyFit[] {
  const fits: KeyFit[] = [];
  for (let tonic = 0; tonic < 12; tonic++) {
    fits.push({ tonic, mode: 'major', fit: correlation(pitchClasses, MAJOR, tonic) });
    fits.push({ tonic, mode: 'minor', fit: correlation(pitchClasses, MINOR, tonic) });
  }
  return fits.sort((a, b) => b.fit - a.fit);
}

/** Pearson correlation with the profile turned to `tonic`; 0 when all pitch classes weigh the same. */
function correlation(pitchClasses: Float64Array, profile: readonly number[], tonic: number): number {
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
