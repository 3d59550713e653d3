/** Where a signal can be looped. Knows nothing of crossfade laws or of what is good enough. */
import { fftSizeFor, realFft } from './fft.ts';
import { kernels } from './kernel/machine.ts';
import { borrowing, type Floats } from './kernel/memory.ts';

/** A loop that could be made: [startFrame, endFrame) and how alike what follows either point is, −1 to 1. */
export interface LoopCandidate {
  readonly startFrame: number;
  readonly endFrame: number;
  readonly correlation: number;
}

export interface LoopSearch {
  readonly minFrames: number;
  readonly maxFrames: number;
  /** Length of what is compared after either point. */
  readonly fadeFrames: number;
}

const DECIMATION = 4;

/** Means of `DECIMATION` samples each: enough of the waveform to find periods, at a fraction of the cost. */
function decimated(signal: Float32Array): Float32Array {
  const short = new Float32Array(Math.floor(signal.length / DECIMATION));
  for (let n = 0; n < short.length; n++) {
    const at = n * DECIMATION;
    short[n] = (signal[at] + signal[at + 1] + signal[at + 2] + signal[at + 3]) / DECIMATION;
  }
  return short;
}

/** Σ template[n] · signal[lag + n] for lags 0 … signal.length − template.length, through one FFT of the whole. */
function crossCorrelation(template: Float32Array, signal: Float32Array): Float32Array {
  const size = fftSizeFor(signal.length + template.length);
  const fft = realFft(size);
  const input = fft.input();
  input.set(template);
  input.fill(0, template.length);
  const a = fft.forwardOfInput().slice();
  for (let i = 0; i < size; i++) a[i] /= size;
  input.set(signal);
  input.fill(0, signal.length);
  const b = fft.forwardOfInput();
  input[0] = a[0] * b[0];
  input[1] = a[1] * b[1];
  for (let i = 2; i < size; i += 2) {
    input[i] = b[i] * a[i] + b[i + 1] * a[i + 1];
    input[i + 1] = b[i + 1] * a[i] - b[i] * a[i + 1];
  }
  return fft.inverseOfInput().slice(0, signal.length - template.length + 1);
}

/** Turns a cross-correlation into the normalised one, in place: ÷ √(template energy · energy under it). */
function normalise(correlation: Float32Array, template: Float32Array, signal: Float32Array): void {
  let energy = 0;
  for (let n = 0; n < template.length; n++) energy += template[n] * template[n];
  let under = 0;
  for (let n = 0; n < template.length; n++) under += signal[n] * signal[n];
  const floor = 1e-9 * energy + 1e-20;
  for (let lag = 0; lag < correlation.length; lag++) {
    correlation[lag] /= Math.sqrt(energy * Math.max(under, floor)) + 1e-20;
    const leaving = signal[lag];
    const entering = signal[lag + template.length] ?? 0;
    under += entering * entering - leaving * leaving;
  }
}

/** The best end within one decimation step of `endFrame`. `signal` lies where kernels read it. */
function refine(signal: Floats, startFrame: number, endFrame: number, search: LoopSearch): LoopCandidate {
  let best: LoopCandidate = { startFrame, endFrame, correlation: -2 };
  const lowest = Math.max(startFrame + search.minFrames, endFrame - DECIMATION);
  const highest = Math.min(startFrame + search.maxFrames, endFrame + DECIMATION, signal.length - search.fadeFrames);
  for (let end = lowest; end <= highest; end++) {
    const [first, second] = [signal.pointer + 4 * startFrame, signal.pointer + 4 * end];
    const correlation = kernels.correlation(first, second, search.fadeFrames);
    if (correlation > best.correlation) best = { startFrame, endFrame: end, correlation };
  }
  return best;
}

function isApartFromAll(chosen: readonly number[], peak: number, apart: number): boolean {
  for (const other of chosen) if (Math.abs(other - peak) < apart) return false;
  return true;
}

/** Indices of the `count` highest local maxima of `values`, at least `apart` from one another, best first. */
export function highestPeaks(values: Float32Array, count: number, apart: number): number[] {
  const peaks: number[] = [];
  for (let i = 0; i < values.length; i++)
    if (values[i] >= (values[i - 1] ?? -2) && values[i] >= (values[i + 1] ?? -2)) peaks.push(i);
  const chosen: number[] = [];
  while (chosen.length < count) {
    let best = -1;
    for (const peak of peaks) {
      if (best >= 0 && values[peak] <= values[best]) continue;
      if (isApartFromAll(chosen, peak, apart)) best = peak;
    }
    if (best < 0) break;
    chosen.push(best);
  }
  return chosen;
}

/**
 * Up to `count` loops of `signal` that start at `startFrame`, by the normalised cross-correlation of the `fadeFrames` after
 * either point, best first: peaks of a tonal signal are whole periods. Empty when the signal is too short for the shortest loop
 * and its fade. Silence gives correlation 0.
 * Accuracy: a sine loops after whole periods within half a frame each (`test/dsp/loop-point.test.ts`).
 */
export function loopCandidates(
  signal: Float32Array,
  startFrame: number,
  search: LoopSearch,
  count: number,
): LoopCandidate[] {
  const last = Math.min(startFrame + search.maxFrames, signal.length - search.fadeFrames);
  const first = startFrame + search.minFrames;
  if (last < first || search.fadeFrames < DECIMATION * 8) return [];
  const template = decimated(signal.subarray(startFrame, startFrame + search.fadeFrames));
  const region = decimated(signal.subarray(first, last + search.fadeFrames));
  const correlation = crossCorrelation(template, region);
  normalise(correlation, template, region);
  const peaks = highestPeaks(correlation, count, Math.ceil(search.fadeFrames / DECIMATION / 8));
  const found = borrowing((lender) => {
    const staged = lender.holding(signal);
    return peaks.map((peak) => refine(staged, startFrame, first + peak * DECIMATION, search));
  });
  return found.sort((a, b) => b.correlation - a.correlation || a.endFrame - b.endFrame);
}
