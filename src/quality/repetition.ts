/**
 * Finds audio that a cloud plays twice: grains that are recycled, a grain list that starts again. Knows nothing of grains:
 * it hears only the result.
 *
 * Likeness alone proves nothing. A held tone is like itself everywhere, so a passage counts as recycled only when it comes back
 * at one lag to the sample and is unlike itself just beside that lag, and only in audio that is no steady sum of tones.
 */
import { nearFftSizeFor, realFft } from '../dsp/fft.ts';
import { kernels } from '../dsp/kernel/machine.ts';
import { borrowing, type Floats } from '../dsp/kernel/memory.ts';
import { monoSum } from '../dsp/mono.ts';
import { newPlane } from '../dsp/planes.ts';
import type { Channels } from '../texture/texture.ts';
import { decimate } from './decimate.ts';

export interface RepetitionFigures {
  /** Largest correlation of 250 ms with a later 250 ms that is isolated in lag; 0 where there is none; null in steady tones. */
  readonly recycledCorrelation: number | null;
  /** How much later; null where nothing comes back. */
  readonly recycledLagSeconds: number | null;
}

const WINDOW_SECONDS = 0.25;
const SHORTEST_LAG_SECONDS = 0.5;
/** Lags are looked for at about this rate, and settled to the sample at the full one. */
const SEARCH_RATE_HZ = 11025;
const CANDIDATE_LAGS = 16;
/** Candidates this alike at the search rate (half a sample off at worst) are looked at again. */
const CANDIDATE_CORRELATION = 0.4;
const VERIFIED_PASSAGES = 4;
/** Beside the lag: from 4 ms, where noise has forgotten itself, to 60 ms, which holds three periods of 50 Hz. */
const NEAREST_BESIDE_SECONDS = 0.004;
const FARTHEST_BESIDE_SECONDS = 0.06;
/** Alike beside the lag too: periodic, so its return proves nothing. */
const LARGEST_CORRELATION_BESIDE = 0.85;
/** Whitening takes the loudness of a register within this distance as its own. */
const WHITENING_HZ = 50;
/** Energy spread over fewer bins of the whole-length spectrum than this is a handful of steady lines. */
const FEWEST_ACTIVE_BINS = 48;

interface Passage {
  readonly start: number;
  readonly lag: number;
  readonly correlation: number;
}

/** Normalised correlation of `length` samples from `start` with those `lag` later; 0 outside or in silence. */
function correlationAt(signal: Floats, start: number, lag: number, length: number): number {
  if (lag < 0 || start + lag + length > signal.length) return 0;
  const first = signal.pointer + 4 * start;
  return kernels.correlation(first, first + 4 * lag, length);
}

/** Power of each bin below Nyquist; 0 for DC. */
function powerSpectrum(spectrum: Float32Array): Float32Array {
  const powers = newPlane(spectrum.length / 2);
  for (let bin = 1; bin < powers.length; bin++) {
    const re = spectrum[2 * bin];
    const im = spectrum[2 * bin + 1];
    powers[bin] = re * re + im * im;
  }
  return powers;
}

/** How many bins share the energy, (Σp)² ÷ Σp²: 1 for one line, the number of bins for white noise. */
function activeBins(powers: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (let bin = 0; bin < powers.length; bin++) {
    sum += powers[bin];
    squares += powers[bin] * powers[bin];
  }
  return squares > 0 ? (sum * sum) / squares : 0;
}

/** Divides each power by the mean of those within `reach` bins (and a little of the whole), so that loud registers do not hide others. */
function whiten(powers: Float32Array, reach: number): Float32Array {
  const sums = new Float64Array(powers.length + 1);
  for (let bin = 0; bin < powers.length; bin++) sums[bin + 1] = sums[bin] + powers[bin];
  const floor = (1e-6 * sums[powers.length]) / powers.length;
  const white = newPlane(powers.length);
  for (let bin = 0; bin < powers.length; bin++) {
    const from = Math.max(0, bin - reach);
    const to = Math.min(powers.length, bin + reach + 1);
    white[bin] = powers[bin] / ((sums[to] - sums[from]) / (to - from) + floor);
  }
  return white;
}

/** The lags where the autocorrelation stands out most from its own noise, which grows with the overlap that is left. */
function candidateLags(autocorrelation: Float32Array, shortest: number, longest: number): number[] {
  const peaks: { lag: number; strength: number }[] = [];
  for (let lag = shortest; lag <= longest; lag++) {
    const value = autocorrelation[lag];
    if (value <= 0 || value < autocorrelation[lag - 1] || value <= autocorrelation[lag + 1]) continue;
    const strength = value / Math.sqrt(longest + shortest - lag);
    if (peaks.length === CANDIDATE_LAGS && strength <= peaks[CANDIDATE_LAGS - 1].strength) continue;
    peaks.push({ lag, strength });
    peaks.sort((a, b) => b.strength - a.strength);
    if (peaks.length > CANDIDATE_LAGS) peaks.pop();
  }
  return peaks.map((peak) => peak.lag);
}

/** The most alike passages at the candidate lags, best first. */
function likelyPassages(signal: Floats, lags: readonly number[], length: number): Passage[] {
  const passages: Passage[] = [];
  for (const lag of lags) {
    for (let start = 0; start + lag + length <= signal.length; start += Math.floor(length / 2)) {
      const correlation = correlationAt(signal, start, lag, length);
      if (correlation >= CANDIDATE_CORRELATION) passages.push({ start, lag, correlation });
    }
  }
  return passages.sort((a, b) => b.correlation - a.correlation).slice(0, VERIFIED_PASSAGES);
}

/** Whether the passage is much like itself a little before or after the lag too. */
function isAlikeBeside(signal: Floats, { start, lag }: Passage, length: number, rateHz: number): boolean {
  const nearest = Math.round(NEAREST_BESIDE_SECONDS * rateHz);
  const farthest = Math.round(FARTHEST_BESIDE_SECONDS * rateHz);
  for (let offset = nearest; offset <= farthest; offset++) {
    for (const beside of [lag - offset, lag + offset]) {
      if (Math.abs(correlationAt(signal, start, beside, length)) >= LARGEST_CORRELATION_BESIDE) return true;
    }
  }
  return false;
}

/** The correlation of a passage found at the search rate, with its lag settled to the sample at the full rate. */
function settle(signal: Floats, passage: Passage, factor: number, length: number): Passage {
  const start = passage.start * factor;
  let best: Passage = { start, lag: passage.lag * factor, correlation: 0 };
  for (let lag = (passage.lag - 1) * factor; lag <= (passage.lag + 1) * factor; lag++) {
    const correlation = correlationAt(signal, start, lag, length);
    if (correlation > best.correlation) best = { start, lag, correlation };
  }
  return best;
}

/** Whitened autocorrelation of `signal` at lags 0 to `longest`; null for steady tones, which return everywhere. */
function whiteAutocorrelation(signal: Float32Array, rateHz: number, longest: number): Float32Array | null {
  const fft = realFft(nearFftSizeFor(signal.length + longest + 2)); // where it wraps, it does so beyond the longest lag and the one after it
  const input = fft.input();
  input.fill(0);
  input.set(signal);
  const powers = powerSpectrum(fft.forwardOfInput());
  if (activeBins(powers) < FEWEST_ACTIVE_BINS) return null;
  const white = whiten(powers, Math.round((WHITENING_HZ * fft.size) / rateHz));
  const spectrum = fft.input();
  spectrum.fill(0);
  for (let bin = 1; bin < white.length; bin++) spectrum[2 * bin] = white[bin];
  return fft.inverseOfInput().slice(0, longest + 2);
}

/** The best passage that comes back at one of `lags` and is unlike itself beside it. `search` is `signal` at the search rate. */
function bestPassage(search: Floats, signal: Floats, lags: readonly number[], factor: number, rateHz: number) {
  const length = Math.round(WINDOW_SECONDS * rateHz);
  let best: Passage | null = null;
  for (const likely of likelyPassages(search, lags, length)) {
    const passage = settle(signal, likely, factor, length * factor);
    if (passage.correlation <= (best?.correlation ?? 0)) continue;
    if (!isAlikeBeside(search, likely, length, rateHz)) best = passage;
  }
  return best;
}

/**
 * What comes back in `channels` (their mean is heard) at lags from 0.5 s up to the length less 0.5 s. Audio under 1.25 s, silence and
 * steady tones give null. Exact returns are found at any level of the rest; returns mixed with other grains only up to the
 * correlation they have. `test/quality/repetition.test.ts` holds it on recycled and honest clouds, noise and drones.
 */
export function repetitionFigures(channels: Channels, sampleRateHz: number): RepetitionFigures {
  const signal = monoSum(channels);
  const factor = Math.max(1, Math.round(sampleRateHz / SEARCH_RATE_HZ));
  const rateHz = sampleRateHz / factor;
  const search = decimate(signal, factor);
  const shortest = Math.round(SHORTEST_LAG_SECONDS * rateHz);
  const longest = search.length - shortest;
  const isLongEnough = longest > shortest + Math.round(WINDOW_SECONDS * rateHz);
  const autocorrelation = isLongEnough ? whiteAutocorrelation(search, rateHz, longest) : null;
  if (autocorrelation === null) return { recycledCorrelation: null, recycledLagSeconds: null };
  const lags = candidateLags(autocorrelation, shortest, longest);
  const best = borrowing((lender) => bestPassage(lender.holding(search), lender.holding(signal), lags, factor, rateHz));
  if (best === null) return { recycledCorrelation: 0, recycledLagSeconds: null };
  return { recycledCorrelation: best.correlation, recycledLagSeconds: best.lag / sampleRateHz };
}
