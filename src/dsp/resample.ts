/**
 * Band-limited resampling: between sample rates, by a free ratio, and of loops that must stay loops. Knows nothing of pitch names
 * or musical time.
 *
 * A Kaiser-windowed sinc of 64 taps at the lower of the two rates: passband within 0.01 dB up to 0.9 of the lower Nyquist
 * frequency; what would alias below that point is under −80 dB (`test/dsp/resample.test.ts`). The kernel is evaluated at
 * its exact phases for rational ratios, else from two neighbouring rows of a table, linearly interpolated (error −100 dB), in float32.
 *
 * Source: J. O. Smith, "Digital Audio Resampling Home Page" (CCRMA, 2002).
 */
import { copyCircular, copyFromSilence } from './beyond-ends.ts';
import { fractionNear } from './fraction.ts';
import { kernels } from './kernel/machine.ts';
import { borrowing, Floats } from './kernel/memory.ts';
import { copyOfPlane, newPlane } from './planes.ts';
import { designSincKernel } from './sinc-kernel.ts';

const TAPS = 64;
const KAISER_BETA = 9;
const TABLE_PHASES = 512;
/** Beyond this many phases a rational ratio is treated as a real one: the table would outgrow the cache. */
const MOST_EXACT_PHASES = 640;
/** A ratio this near to a fraction is that fraction. */
const SAME_RATIO = 1e-12;
/** Output samples that are made at a time. */
const STAGED_SAMPLES = 2048;

/** Where the kernels read it: rows as in `sinc-kernel.ts`. */
interface StagedTable {
  readonly phases: number;
  /** A multiple of 8. */
  readonly taps: number;
  readonly rows: Floats;
}

/** The tables used last, the latest at the end: some hundred KB each. */
const tables = new Map<string, StagedTable>();
const MOST_TABLES = 12;

/** The table for making `ratio` output samples of each input sample: with more taps when it shortens. */
function tableFor(ratio: number, phases: number): StagedTable {
  const cutoff = Math.min(1, ratio);
  const key = `${cutoff}/${phases}`;
  const table = tables.get(key) ?? designTable(cutoff, phases);
  tables.delete(key);
  tables.set(key, table);
  const [[oldestKey, oldest]] = tables;
  if (tables.size > MOST_TABLES) {
    tables.delete(oldestKey);
    oldest.rows.free();
  }
  return table;
}

function designTable(cutoff: number, phases: number): StagedTable {
  const taps = 8 * Math.ceil(TAPS / (8 * cutoff));
  const { rows } = designSincKernel(phases, taps, cutoff, KAISER_BETA);
  const staged = new Floats(rows.length);
  staged.view.set(rows);
  return { phases, taps, rows: staged };
}

/** For ratios that are no fraction of few phases; with fewer rows when it shortens, as they lie closer. */
const denseTable = (ratio: number): StagedTable =>
  tableFor(ratio, Math.max(32, Math.ceil(TABLE_PHASES * Math.min(1, ratio))));

/**
 * `signal` recorded at `fromHz`, as it would have been recorded at `toHz`: round(length · toHz ÷ fromHz) samples, a new array. Beyond its
 * ends the signal is taken as silent. Rates are whole numbers above 0 (a RangeError else). Empty gives empty.
 */
export function resample(signal: Float32Array, fromHz: number, toHz: number): Float32Array {
  for (const hz of [fromHz, toHz]) {
    if (!(Number.isInteger(hz) && hz > 0))
      throw new RangeError(`a sample rate is a whole number of Hz above 0, got ${hz}`);
  }
  if (fromHz === toHz) return copyOfPlane(signal);
  const divisor = greatestCommonDivisor(fromHz, toHz);
  const phases = toHz / divisor;
  if (phases > MOST_EXACT_PHASES) return resampleBy(signal, toHz / fromHz);
  const length = Math.round((signal.length * toHz) / fromHz);
  return interpolatedExactly(silentBeyond(signal), tableFor(toHz / fromHz, phases), fromHz / divisor, length);
}

/**
 * `signal` lengthened by `ratio` (> 0; a RangeError else): round(length · ratio) samples, a new array. Played at the same rate, ratio 2
 * sounds an octave lower. Shortening band-limits first. Beyond its ends the signal is taken as silent.
 */
export function resampleBy(signal: Float32Array, ratio: number): Float32Array {
  if (!(ratio > 0 && ratio < Infinity)) throw new RangeError(`a resampling ratio is above 0, got ${ratio}`);
  const length = Math.round(signal.length * ratio);
  const exact = fractionNear(ratio, SAME_RATIO, MOST_EXACT_PHASES);
  if (exact) {
    const table = tableFor(ratio, exact.numerator);
    return interpolatedExactly(silentBeyond(signal), table, exact.denominator, length);
  }
  return interpolated(silentBeyond(signal), denseTable(ratio), 1 / ratio, length);
}

/**
 * One turn of the loop `signal`, resampled to exactly `outputLength` samples (a whole number ≥ 0) with periodic indexing: repeating the result is
 * repeating the loop. Empty gives silence.
 */
export function resampleLoop(signal: Float32Array, outputLength: number): Float32Array {
  if (!(Number.isInteger(outputLength) && outputLength >= 0))
    throw new RangeError(`a length is a whole number, got ${outputLength}`);
  if (signal.length === 0 || outputLength === 0) return new Float32Array(outputLength);
  if (signal.length === outputLength) return copyOfPlane(signal);
  const read: Reading = (start, to) => copyCircular(signal, start, to);
  return interpolated(read, denseTable(outputLength / signal.length), signal.length / outputLength, outputLength);
}

/** Fills `to` with input samples from `start` on, which may lie beyond either end. */
type Reading = (start: number, to: Float32Array) => void;

const silentBeyond =
  (signal: Float32Array): Reading =>
  (start, to) =>
    copyFromSilence(signal, start, to);

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

/** Samples beyond those asked for that kernels make, as they make four at a time. */
const SPARE_SAMPLES = 3;

/** Where the samples from `first` on are read, and how `count` of them are made of what was read. */
interface Interpolation {
  /** Input samples from one output sample to the next. */
  readonly step: number;
  readonly startOf: (first: number) => number;
  readonly make: (first: number, count: number, input: number, output: number) => void;
}

/** `length` output samples, sample i at input position i · step ÷ phases: integer arithmetic, every phase exact. */
function interpolatedExactly(read: Reading, table: StagedTable, step: number, length: number): Float32Array {
  const { phases, taps, rows } = table;
  return inBlocks(read, taps, length, {
    step: step / phases,
    startOf: (first) => (first * step - ((first * step) % phases)) / phases,
    make: (first, count, input, output) =>
      kernels.interpolateExactly(input, rows.pointer, taps, phases, step, (first * step) % phases, count, output),
  });
}

/** `length` output samples, sample i at input position i · step, each between the two rows of the table that are nearest. */
function interpolated(read: Reading, table: StagedTable, step: number, length: number): Float32Array {
  const { phases, taps, rows } = table;
  const startOf = (first: number): number => Math.floor(first * step);
  return inBlocks(read, taps, length, {
    step,
    startOf,
    make: (first, count, input, output) => {
      const fraction = first * step - startOf(first);
      kernels.interpolateBetween(input, rows.pointer, taps, phases, fraction, step, count, output);
    },
  });
}

/** Output samples in blocks that fit the processor's cache. */
function inBlocks(read: Reading, taps: number, length: number, interpolation: Interpolation): Float32Array {
  const { step, startOf, make } = interpolation;
  const made = newPlane(length);
  borrowing((lender) => {
    const input = lender.floats(Math.ceil((STAGED_SAMPLES + SPARE_SAMPLES) * step) + taps + 1);
    const output = lender.floats(STAGED_SAMPLES + SPARE_SAMPLES);
    for (let first = 0; first < length; first += STAGED_SAMPLES) {
      const count = Math.min(STAGED_SAMPLES, length - first);
      read(startOf(first) - taps / 2 + 1, input.view);
      make(first, count, input.pointer, output.pointer);
      made.set(output.view.subarray(0, count), first);
    }
  });
  return made;
}
