/** The loudest moment of a sound. Knows nothing of targets. */
import { powerToDb } from './elementary.ts';
import { windowEnergies } from './plane-levels.ts';

/** Blocks whose energies tell which starts need no closer look. */
const BLOCK_SAMPLES = 64;
/** The energies of blocks may be this much too small. */
const ROUNDING = 1 + 1e-5;

/** Energy over all channels of the frames `start` … `end` − 1. */
function energyBetween(channels: readonly Float32Array[], start: number, end: number): number {
  let energy = 0;
  for (const channel of channels) for (let i = start; i < end; i++) energy += channel[i] * channel[i];
  return energy;
}

/** Largest energy of a window of `frames` that starts at one of `starts` frames from `first` on. */
function loudestNear(channels: readonly Float32Array[], first: number, starts: number, frames: number): number {
  let energy = energyBetween(channels, first, first + frames);
  let loudest = energy;
  for (let start = first; start < first + starts - 1; start++) {
    for (const channel of channels) {
      const [leaving, entering] = [channel[start], channel[start + frames]];
      energy += entering * entering - leaving * leaving;
    }
    if (energy > loudest) loudest = energy;
  }
  return loudest;
}

/** Energies of the blocks of all channels together, as running sums: entry b is the energy of the first b blocks. */
function runningEnergies(channels: readonly Float32Array[]): Float64Array {
  const blocks = Math.ceil(channels[0].length / BLOCK_SAMPLES);
  const whole = Math.floor(channels[0].length / BLOCK_SAMPLES);
  const sums = new Float64Array(blocks + 1);
  const energies = channels.map((channel) => windowEnergies(channel, BLOCK_SAMPLES, whole));
  const [first, ...others] = energies;
  for (const other of others) for (let b = 0; b < whole; b++) first[b] += other[b];
  for (let b = 0; b < whole; b++) sums[b + 1] = sums[b] + first[b];
  if (blocks > whole) sums[blocks] = sums[whole] + energyBetween(channels, whole * BLOCK_SAMPLES, channels[0].length);
  return sums;
}

/** The most energy that a window of `frames` can have that starts in each block: that of all blocks which the first and the last of them touch. */
function energyBounds(sums: Float64Array, lastStart: number, frames: number): Float64Array {
  const bounds = new Float64Array(Math.floor(lastStart / BLOCK_SAMPLES) + 1);
  const reach = Math.ceil((BLOCK_SAMPLES - 1 + frames) / BLOCK_SAMPLES);
  for (let block = 0; block < bounds.length; block++)
    bounds[block] = (sums[Math.min(sums.length - 1, block + reach)] - sums[block]) * ROUNDING;
  return bounds;
}

function indexOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[largest]) largest = i;
  return largest;
}

/** Of the windows of `frames` (≥ 1, at most the length), tried at every start: the most promising block first, then those that may hold a louder one. */
function largestEnergy(channels: readonly Float32Array[], frames: number): number {
  const lastStart = channels[0].length - frames;
  const bounds = energyBounds(runningEnergies(channels), lastStart, frames);
  const near = (block: number): number => {
    const first = block * BLOCK_SAMPLES;
    return loudestNear(channels, first, Math.min(BLOCK_SAMPLES, lastStart - first + 1), frames);
  };
  let loudest = near(indexOfLargest(bounds));
  for (let block = 0; block < bounds.length; block++)
    if (bounds[block] > loudest) loudest = Math.max(loudest, near(block));
  return loudest;
}

/**
 * Mean square over all channels of the loudest window of `windowSeconds` (> 0), tried at every sample; of the whole signal when
 * it is shorter. 0 for silence and empty.
 */
export function loudestMeanSquare(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  windowSeconds: number,
): number {
  const length = channels.length > 0 ? channels[0].length : 0;
  const window = Math.min(length, Math.max(1, Math.round(windowSeconds * sampleRateHz)));
  return window === 0 ? 0 : largestEnergy(channels, window) / (window * channels.length);
}

/** The same as RMS level in dBFS: a full-scale sine reads −3.01, silence −Infinity. */
export const loudestWindowRmsDbfs = (
  channels: readonly Float32Array[],
  sampleRateHz: number,
  windowSeconds: number,
): number => powerToDb(loudestMeanSquare(channels, sampleRateHz, windowSeconds));
