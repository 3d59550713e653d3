/**
 * Finds textures of one track and kind that are the same material again: alike at some lag, or cut from overlapping ranges of the
 * source. Knows nothing of how textures are chosen.
 */
import { fftSizeFor, realFft } from '../dsp/fft.ts';
import { monoSum } from '../dsp/mono.ts';
import type { Channels, SourceRange } from '../texture/texture.ts';
import { decimate } from './decimate.ts';

export interface ComparedTexture {
  readonly name: string;
  readonly channels: Channels;
  readonly sampleRateHz: number;
  /** Where it came from, if that is known. */
  readonly ranges?: readonly SourceRange[];
}

export interface NearDuplicate {
  readonly first: string;
  readonly second: string;
  /** Largest normalised cross-correlation over all lags, 0 to 1. */
  readonly correlation: number;
  /** Seconds of source that both use ÷ seconds that the shorter one uses, 0 to 1; null where a range is unknown. */
  readonly overlapRatio: number | null;
}

/** From here on two textures sound like one: shared grains among others stay below. */
export const NEAR_DUPLICATE_CORRELATION = 0.9;
/** "Overlap > 50 %" of the rule about diversity. */
export const LARGEST_OVERLAP_RATIO = 0.5;

const SEARCH_RATE_HZ = 11025;
/** A texture with less of its energy than this left at the search rate lives in the treble, and is compared at the full rate. */
const SMALLEST_KEPT_ENERGY_RATIO = 0.5;
/** What a true match keeps at the search rate when it lies half a sample off there. */
const CANDIDATE_CORRELATION = 0.5;
/** At each lag at least this much of the shorter texture must overlap, and hold this much of both textures' energy. */
const SMALLEST_OVERLAP_RATIO = 0.5;
const SMALLEST_OVERLAP_ENERGY_RATIO = 0.25;

interface Alike {
  readonly lag: number;
  readonly correlation: number;
}

interface Prepared {
  readonly full: Float32Array;
  /** Samples of `full` for one at the search rate. */
  readonly factor: number;
  /** At the search rate, as all that follows. */
  readonly length: number;
  readonly spectrum: Float32Array;
  /** Entry i: energy of the first i samples. */
  readonly energies: Float64Array;
}

function runningEnergies(signal: Float32Array): Float64Array {
  const energies = new Float64Array(signal.length + 1);
  for (let i = 0; i < signal.length; i++) energies[i + 1] = energies[i] + signal[i] * signal[i];
  return energies;
}

const energyOf = (signal: Float32Array): number => signal.reduce((sum, sample) => sum + sample * sample, 0);

function prepare(full: Float32Array, searched: Float32Array, factor: number, size: number): Prepared {
  const padded = new Float32Array(size);
  const spectrum = new Float32Array(size);
  padded.set(searched);
  realFft(size).forward(padded, spectrum);
  return { full, factor, length: searched.length, spectrum, energies: runningEnergies(searched) };
}

/** Σ first[i + lag] · second[i] for every lag; negative lags are counted from the end of the array. */
function crossCorrelation(first: Float32Array, second: Float32Array): Float32Array {
  const size = first.length;
  const product = new Float32Array(size);
  product[0] = first[0] * second[0];
  product[1] = first[1] * second[1];
  for (let i = 2; i < size; i += 2) {
    product[i] = first[i] * second[i] + first[i + 1] * second[i + 1];
    product[i + 1] = first[i + 1] * second[i] - first[i] * second[i + 1];
  }
  const result = new Float32Array(size);
  realFft(size).inverse(product, result);
  return result;
}

/** The lag, of those with enough overlap, where the correlation is largest, normalised by the energies of the parts that overlap. */
function mostAlike(first: Prepared, second: Prepared): Alike {
  const products = crossCorrelation(first.spectrum, second.spectrum);
  const shortest = SMALLEST_OVERLAP_RATIO * Math.min(first.length, second.length);
  const firstNeeded = SMALLEST_OVERLAP_ENERGY_RATIO * first.energies[first.length];
  const secondNeeded = SMALLEST_OVERLAP_ENERGY_RATIO * second.energies[second.length];
  let bestLag = 0;
  let largest = 0;
  for (let lag = 1 - second.length; lag < first.length; lag++) {
    const from = Math.max(0, lag);
    const to = Math.min(first.length, second.length + lag);
    if (to - from < shortest) continue;
    const firstEnergy = first.energies[to] - first.energies[from];
    const secondEnergy = second.energies[to - lag] - second.energies[from - lag];
    if (firstEnergy <= firstNeeded || secondEnergy <= secondNeeded) continue;
    const product = Math.abs(products[lag < 0 ? lag + products.length : lag]);
    const correlation = Math.min(1, product / Math.sqrt(firstEnergy * secondEnergy));
    if (correlation <= largest) continue;
    bestLag = lag;
    largest = correlation;
  }
  return { lag: bestLag, correlation: largest };
}

/** |Correlation| of the parts that overlap when `second` begins `lag` samples after `first`; 0 in silence. */
function correlationAt(first: Float32Array, second: Float32Array, lag: number): number {
  let product = 0;
  let firstEnergy = 0;
  let secondEnergy = 0;
  const to = Math.min(first.length, second.length + lag);
  for (let i = Math.max(0, lag); i < to; i++) {
    product += first[i] * second[i - lag];
    firstEnergy += first[i] * first[i];
    secondEnergy += second[i - lag] * second[i - lag];
  }
  return firstEnergy > 0 && secondEnergy > 0 ? Math.abs(product) / Math.sqrt(firstEnergy * secondEnergy) : 0;
}

/** The correlation at the search rate; where it is high enough to matter, that at the full rate and the best lag nearby, if larger. */
function largestCorrelation(first: Prepared, second: Prepared): number {
  const best = mostAlike(first, second);
  if (best.correlation < CANDIDATE_CORRELATION || first.factor === 1) return best.correlation;
  let largest = best.correlation;
  for (let lag = (best.lag - 1) * first.factor; lag <= (best.lag + 1) * first.factor; lag++) {
    largest = Math.max(largest, correlationAt(first.full, second.full, lag));
  }
  return largest;
}

const secondsOf = (ranges: readonly SourceRange[]): number =>
  ranges.reduce((sum, range) => sum + range.endSeconds - range.startSeconds, 0);

/** Seconds that both lists of ranges cover ÷ seconds of the shorter list; ranges of one list are taken not to overlap. */
export function overlapRatio(first: readonly SourceRange[], second: readonly SourceRange[]): number {
  const shorter = Math.min(secondsOf(first), secondsOf(second));
  let shared = 0;
  for (const a of first) {
    for (const b of second) {
      shared += Math.max(0, Math.min(a.endSeconds, b.endSeconds) - Math.max(a.startSeconds, b.startSeconds));
    }
  }
  return shorter > 0 ? Math.min(1, shared / shorter) : 0;
}

/** The textures made ready: all at the search rate or, where one would lose its energy there, all at the full rate. */
function prepareAll(textures: readonly ComparedTexture[]): Prepared[] {
  const full = textures.map((texture) => monoSum(texture.channels));
  const factor = Math.max(1, Math.round((textures[0]?.sampleRateHz ?? 0) / SEARCH_RATE_HZ));
  const reduced = full.map((signal) => decimate(signal, factor));
  const keepsEnergy = reduced.every(
    (signal, i) => factor * energyOf(signal) >= SMALLEST_KEPT_ENERGY_RATIO * energyOf(full[i]),
  );
  const searched = keepsEnergy ? reduced : full;
  const size = fftSizeFor(2 * searched.reduce((most, signal) => Math.max(most, signal.length), 0));
  return searched.map((signal, i) => prepare(full[i], signal, keepsEnergy ? factor : 1, size));
}

/**
 * Every pair of `textures` (one track, one kind, one sample rate; a RangeError for several rates) that is alike by at least 0.9 or comes
 * from source ranges that overlap by more than half. Silence is like nothing. Shifted loops and parts of one another are found;
 * tested in `test/quality/near-duplicates.test.ts`.
 */
export function nearDuplicates(textures: readonly ComparedTexture[]): NearDuplicate[] {
  if (textures.some((texture) => texture.sampleRateHz !== textures[0].sampleRateHz)) {
    throw new RangeError('textures are compared at one sample rate');
  }
  const prepared = prepareAll(textures);
  const found: NearDuplicate[] = [];
  for (let i = 0; i < textures.length; i++) {
    for (let j = i + 1; j < textures.length; j++) {
      const correlation = largestCorrelation(prepared[i], prepared[j]);
      const { ranges: first } = textures[i];
      const { ranges: second } = textures[j];
      const overlap = first && second ? overlapRatio(first, second) : null;
      if (correlation < NEAR_DUPLICATE_CORRELATION && (overlap ?? 0) <= LARGEST_OVERLAP_RATIO) continue;
      found.push({ first: textures[i].name, second: textures[j].name, correlation, overlapRatio: overlap });
    }
  }
  return found;
}
