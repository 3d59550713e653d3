/**
 * Band-limited resampling: between sample rates, by a free ratio, and of loops that must stay loops. Knows nothing of pitch names
 * or musical time.
 *
 * A Kaiser-windowed sinc of 64 taps at the lower of the two rates: passband within 0.01 dB up to 0.9 of the lower Nyquist
 * frequency; what would alias below that point is under −80 dB (`test/dsp/resample.test.ts`). The kernel is evaluated at
 * its exact phases for rational ratios, else from two neighbouring rows of a table, linearly interpolated (error −100 dB).
 *
 * Source: J. O. Smith, "Digital Audio Resampling Home Page" (CCRMA, 2002).
 */
import { designSincKernel, type SincKernel } from './sinc-kernel.ts';

const TAPS = 64;
const KAISER_BETA = 9;
const TABLE_PHASES = 512;
/** Beyond this many phases a rational ratio is treated as a real one: the table would outgrow the cache. */
const MOST_EXACT_PHASES = 640;

const kernels = new Map<string, SincKernel>();

/** Kernel for making `ratio` output samples of each input sample: wider, with fewer rows, when it shortens. */
function kernelFor(ratio: number, phases: number): SincKernel {
  const cutoff = Math.min(1, ratio);
  const taps = 4 * Math.ceil(TAPS / (4 * cutoff));
  return designSincKernel(phases, taps, cutoff, KAISER_BETA);
}

/** Like `kernelFor`, kept for the next call: only for the few kernels that sample rates and lengthening ask for. */
function sharedKernel(ratio: number, phases: number): SincKernel {
  const key = `${Math.min(1, ratio)}/${phases}`;
  const kernel = kernels.get(key) ?? kernelFor(ratio, phases);
  kernels.set(key, kernel);
  return kernel;
}

const tableKernel = (ratio: number): SincKernel =>
  ratio >= 1 ? sharedKernel(1, TABLE_PHASES) : kernelFor(ratio, Math.max(32, Math.ceil(TABLE_PHASES * ratio)));

/**
 * `signal` recorded at `fromHz`, as it would have been recorded at `toHz`: round(length · toHz ÷ fromHz) samples, a new array. Beyond its
 * ends the signal is taken as silent. Rates are whole numbers above 0 (a RangeError else). Empty gives empty.
 */
export function resample(signal: Float32Array, fromHz: number, toHz: number): Float32Array {
  for (const hz of [fromHz, toHz]) {
    if (!(Number.isInteger(hz) && hz > 0))
      throw new RangeError(`a sample rate is a whole number of Hz above 0, got ${hz}`);
  }
  if (fromHz === toHz) return signal.slice();
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  if (phases > MOST_EXACT_PHASES) return resampleBy(signal, toHz / fromHz);
  const kernel = sharedKernel(toHz / fromHz, phases);
  const output = new Float32Array(Math.round((signal.length * toHz) / fromHz));
  interpolateRational(padWithSilence(signal, kernel.taps), kernel, fromHz / divisor, output);
  return output;
}

/**
 * `signal` lengthened by `ratio` (> 0; a RangeError else): round(length · ratio) samples, a new array. Played at the same rate, ratio 2
 * sounds an octave lower. Shortening band-limits first. Beyond its ends the signal is taken as silent.
 */
export function resampleBy(signal: Float32Array, ratio: number): Float32Array {
  if (!(ratio > 0 && ratio < Infinity)) throw new RangeError(`a resampling ratio is above 0, got ${ratio}`);
  const output = new Float32Array(Math.round(signal.length * ratio));
  const kernel = tableKernel(ratio);
  interpolateReal(padWithSilence(signal, kernel.taps), kernel, 1 / ratio, output);
  return output;
}

/**
 * One turn of the loop `signal`, resampled to exactly `outputLength` samples (a whole number ≥ 0) with periodic indexing: repeating the result is
 * repeating the loop. Empty gives silence.
 */
export function resampleLoop(signal: Float32Array, outputLength: number): Float32Array {
  if (!(Number.isInteger(outputLength) && outputLength >= 0))
    throw new RangeError(`a length is a whole number, got ${outputLength}`);
  const output = new Float32Array(outputLength);
  if (signal.length === 0 || outputLength === 0) return output;
  if (signal.length === outputLength) return signal.slice();
  const kernel = tableKernel(outputLength / signal.length);
  interpolateReal(padWithItself(signal, kernel.taps), kernel, signal.length / outputLength, output);
  return output;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** The signal with room for the kernel on both sides: sample 0 stands at taps/2 − 1, where row 0 of position 0 begins at 0. */
function padWithSilence(signal: Float32Array, taps: number): Float32Array {
  const padded = new Float32Array(signal.length + taps + 1);
  padded.set(signal, taps / 2 - 1);
  return padded;
}

function padWithItself(signal: Float32Array, taps: number): Float32Array {
  const padded = new Float32Array(signal.length + taps + 1);
  const period = signal.length;
  const first = period - ((taps / 2 - 1) % period);
  for (let i = 0; i < padded.length; i++) padded[i] = signal[(first + i) % period];
  return padded;
}

/** Output sample i stands at input position i · step ÷ phases: integer arithmetic, every phase exact. */
function interpolateRational(padded: Float32Array, kernel: SincKernel, step: number, output: Float32Array): void {
  const { phases, taps, rows } = kernel;
  const wholeStep = Math.floor(step / phases);
  const phaseStep = step % phases;
  let start = 0;
  let phase = 0;
  for (let i = 0; i < output.length; i++) {
    output[i] = dot(padded, start, rows, phase * taps, taps);
    start += wholeStep;
    phase += phaseStep;
    if (phase >= phases) {
      phase -= phases;
      start++;
    }
  }
}

/** Output sample i stands at input position i · step; the kernel is interpolated between its two nearest rows. */
function interpolateReal(padded: Float32Array, kernel: SincKernel, step: number, output: Float32Array): void {
  const { phases, taps, rows } = kernel;
  for (let i = 0; i < output.length; i++) {
    const position = i * step;
    const start = Math.floor(position);
    const exactRow = (position - start) * phases;
    const row = Math.floor(exactRow);
    output[i] = dotBetween(padded, start, rows, row * taps, taps, exactRow - row);
  }
}

/** Σ signal[start + j] · rows[row + j] for j below `taps`, a multiple of 4: four sums, so that additions need not wait for each other. */
function dot(signal: Float32Array, start: number, rows: Float64Array, row: number, taps: number): number {
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let j = 0; j < taps; j += 4) {
    sum0 += signal[start + j] * rows[row + j];
    sum1 += signal[start + j + 1] * rows[row + j + 1];
    sum2 += signal[start + j + 2] * rows[row + j + 2];
    sum3 += signal[start + j + 3] * rows[row + j + 3];
  }
  return sum0 + sum1 + (sum2 + sum3);
}

/** Between the dot products with two neighbouring rows, at `share` (0 to 1) of the way: both at once, so that samples are read once. */
function dotBetween(
  signal: Float32Array,
  start: number,
  rows: Float64Array,
  row: number,
  taps: number,
  share: number,
): number {
  const next = row + taps;
  let lower0 = 0;
  let lower1 = 0;
  let upper0 = 0;
  let upper1 = 0;
  for (let j = 0; j < taps; j += 2) {
    const even = signal[start + j];
    const odd = signal[start + j + 1];
    lower0 += even * rows[row + j];
    lower1 += odd * rows[row + j + 1];
    upper0 += even * rows[next + j];
    upper1 += odd * rows[next + j + 1];
  }
  const lower = lower0 + lower1;
  return lower + share * (upper0 + upper1 - lower);
}
