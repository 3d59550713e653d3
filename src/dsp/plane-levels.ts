/** Sums over planes: means, energies, and what two planes share. Knows nothing of decibels. */
import { showBlocks, showPairs } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';
import { Doubles, Floats } from './kernel/memory.ts';

/** Sums over one or two planes; of one plane, both sides are that plane. NaN or infinite where a sample is. */
export interface PairSums {
  readonly frames: number;
  readonly channelCount: number;
  readonly left: number;
  readonly right: number;
  readonly leftSquares: number;
  readonly rightSquares: number;
  readonly products: number;
}

const stagedSums = new Doubles(5);

/** The sums of `channels` (one or two planes of equal length), in float64. */
export function pairSums(channels: readonly Float32Array[]): PairSums {
  const [first, second = first] = channels;
  stagedSums.view.fill(0);
  showPairs(first, second, (left, right, count) => {
    kernels.addPairSums(left, right, (count + 1) & ~1, stagedSums.pointer);
  });
  const [left, right, leftSquares, rightSquares, products] = stagedSums.view;
  return {
    frames: first.length,
    channelCount: channels.length,
    left,
    right,
    leftSquares,
    rightSquares,
    products,
  };
}

/** Mean square over all planes; 0 for empty ones. */
export const meanSquareOf = ({ leftSquares, rightSquares, frames }: PairSums): number =>
  frames > 0 ? (leftSquares + rightSquares) / (2 * frames) : 0;

/** The sums of the planes times `gain`. */
export function louderSums(sums: PairSums, gain: number): PairSums {
  const power = gain * gain;
  return {
    ...sums,
    left: sums.left * gain,
    right: sums.right * gain,
    leftSquares: sums.leftSquares * power,
    rightSquares: sums.rightSquares * power,
    products: sums.products * power,
  };
}

const stagedEnergy = new Doubles(1);

/** Energy of samples `start` … `end` − 1 of `signal`, within 1e-5 of it; 0 for none. */
export function energyOf(signal: Float32Array, start: number, end: number): number {
  let energy = 0;
  showBlocks(signal.subarray(start, end), (pointer, count) => {
    kernels.windowEnergies(pointer, count, 1, stagedEnergy.pointer);
    energy += stagedEnergy.view[0];
  });
  return energy;
}

/** Samples of windows that are looked at together; longer windows are taken in pieces. */
const TOGETHER_SAMPLES = 8192;
const staged = new Floats(TOGETHER_SAMPLES);
const stagedEnergies = new Doubles(TOGETHER_SAMPLES);

/** Energy of each of the first `count` windows of `windowSamples` (≥ 1) of `signal`, which it must hold. A new array. */
export function windowEnergies(signal: Float32Array, windowSamples: number, count: number): Float64Array {
  const energies = new Float64Array(count);
  const together = Math.floor(TOGETHER_SAMPLES / windowSamples);
  if (together === 0) return energies.map((_, i) => energyOf(signal, i * windowSamples, (i + 1) * windowSamples));
  for (let first = 0; first < count; first += together) {
    const windows = Math.min(together, count - first);
    staged.view.set(signal.subarray(first * windowSamples, (first + windows) * windowSamples));
    kernels.windowEnergies(staged.pointer, windowSamples, windows, stagedEnergies.pointer);
    energies.set(stagedEnergies.view.subarray(0, windows), first);
  }
  return energies;
}
