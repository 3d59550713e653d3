/** How alike two sounds are at their best lag. Knows nothing of how alike is too alike. */
import { fftSizeFor, realFft } from '../dsp/fft.ts';
import { kernels } from '../dsp/kernel/machine.ts';
import { borrowing, type Floats } from '../dsp/kernel/memory.ts';
import { monoSum } from '../dsp/mono.ts';
import { energyOf } from '../dsp/plane-levels.ts';
import type { Channels } from '../texture/texture.ts';
import { decimate } from './decimate.ts';

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

/** A texture at one rate, ready to be compared at every lag. */
interface Prepared {
  readonly length: number;
  /** Of the samples with silence behind them. */
  readonly spectrum: Float32Array;
  /** Entry i: energy of the first i samples. */
  readonly energies: Float64Array;
}

function runningEnergies(signal: Float32Array): Float64Array {
  const energies = new Float64Array(signal.length + 1);
  for (let i = 0; i < signal.length; i++) energies[i + 1] = energies[i] + signal[i] * signal[i];
  return energies;
}

function prepare(signal: Float32Array, size: number): Prepared {
  const fft = realFft(size);
  const input = fft.input();
  input.fill(0);
  input.set(signal);
  return { length: signal.length, spectrum: fft.forwardOfInput().slice(), energies: runningEnergies(signal) };
}

/** What a texture is compared by: its channels' mean, thinned out once, and transformed once for each length it is compared at. */
export class Sound {
  readonly full: Float32Array;
  readonly reduced: Float32Array;
  /** Samples of `full` for one of `reduced`. */
  readonly factor: number;
  /** Whether most of it is left at the search rate. */
  readonly keepsEnergy: boolean;
  readonly #prepared = new Map<string, Prepared>();

  /** Of one or two planes; they are not kept. */
  constructor(channels: Channels, sampleRateHz: number) {
    this.full = monoSum(channels).slice();
    this.factor = Math.max(1, Math.round(sampleRateHz / SEARCH_RATE_HZ));
    this.reduced = decimate(this.full, this.factor);
    const kept = this.factor * energyOf(this.reduced, 0, this.reduced.length);
    this.keepsEnergy = kept >= SMALLEST_KEPT_ENERGY_RATIO * energyOf(this.full, 0, this.full.length);
  }

  /** At the full rate or the search rate, for a transform of `size`. */
  prepared(rate: 'full' | 'reduced', size: number): Prepared {
    const key = `${rate} ${size}`;
    const prepared = this.#prepared.get(key) ?? prepare(this[rate], size);
    this.#prepared.set(key, prepared);
    return prepared;
  }
}

/** Σ first[i + lag] · second[i] for every lag; negative lags are counted from the end of the array. To be read before the next transform. */
function crossCorrelation(first: Float32Array, second: Float32Array): Float32Array {
  const fft = realFft(first.length);
  const product = fft.input();
  product[0] = first[0] * second[0];
  product[1] = first[1] * second[1];
  for (let i = 2; i < first.length; i += 2) {
    product[i] = first[i] * second[i] + first[i + 1] * second[i + 1];
    product[i + 1] = first[i + 1] * second[i] - first[i] * second[i + 1];
  }
  return fft.inverseOfInput();
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
    const product = Math.abs(products[lag < 0 ? lag + products.length : lag]) / products.length;
    if (product * product <= largest * largest * firstEnergy * secondEnergy) continue;
    bestLag = lag;
    largest = Math.min(1, product / Math.sqrt(firstEnergy * secondEnergy));
  }
  return { lag: bestLag, correlation: largest };
}

/** |Correlation| of the parts that overlap when `second` begins `lag` samples after `first`; 0 in silence. */
function correlationAt(first: Floats, second: Floats, lag: number): number {
  const from = Math.max(0, lag);
  const to = Math.min(first.length, second.length + lag);
  if (to <= from) return 0;
  return Math.abs(kernels.correlation(first.pointer + 4 * from, second.pointer + 4 * (from - lag), to - from));
}

/** The largest |correlation| at the full rate of the lags around one found at the search rate. */
function settled(first: Sound, second: Sound, lag: number): number {
  return borrowing((lender) => {
    const [a, b] = [lender.holding(first.full), lender.holding(second.full)];
    let largest = 0;
    for (let at = (lag - 1) * first.factor; at <= (lag + 1) * first.factor; at++)
      largest = Math.max(largest, correlationAt(a, b, at));
    return largest;
  });
}

/**
 * Largest normalised cross-correlation of two sounds of one rate over all lags, 0 to 1. It is looked for at the search rate or, where either would lose its energy
 * there, at the full one; where it is high enough to matter, it is settled at the full rate and the best lag nearby.
 */
export function likeness(first: Sound, second: Sound): number {
  const rate = first.keepsEnergy && second.keepsEnergy ? 'reduced' : 'full';
  const size = fftSizeFor(2 * Math.max(first[rate].length, second[rate].length));
  const best = mostAlike(first.prepared(rate, size), second.prepared(rate, size));
  if (best.correlation < CANDIDATE_CORRELATION || rate === 'full') return best.correlation;
  return Math.max(best.correlation, settled(first, second, best.lag));
}
