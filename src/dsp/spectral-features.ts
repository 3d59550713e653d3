/**
 * Figures of one power spectrum: centroid, flatness, rolloff and the level of its air band. Knows nothing of time or tracks.
 *
 * Source: G. Peeters, "A large set of audio features for sound description" (IRCAM, 2004), sections 6.1 and 9.
 */
import { coarseLog2 } from './coarse-logarithm.ts';
import { exp } from './elementary.ts';
import { kernels } from './kernel/machine.ts';
import { Doubles, Floats } from './kernel/memory.ts';
import { POWER_SUM_PER_MEAN_SQUARE, type PowerSpectrum } from './stft.ts';

const ROLLOFF_SHARE = 0.85;
const AIR_LOW_HZ = 4000;
const AIR_HIGH_HZ = 15000;
/** Powers are floored here (−140 dBFS) for the geometric mean. */
const POWER_FLOOR = 1e-14;
/** The kernel sums the powers of so many bins at a time: the rolloff is looked for among those sums first. */
const BINS_PER_BLOCK = 16;
const MOST_BINS = 8192;
const stagedSums = new Doubles(4);
const stagedBlocks = new Floats(MOST_BINS / BINS_PER_BLOCK);

/** Reads the figures of one spectrum after another; they stay readable until the next `measure`. */
export class SpectralFeatures {
  /** Σ f·magnitude ÷ Σ magnitude. 0 for silence. */
  centroidHz = 0;
  /** Geometric ÷ arithmetic mean of the powers, 0 (one sine) to 1; about 0.56 for one frame of white noise. 0 for silence. */
  flatness = 0;
  /** The frequency with 85 % of the power below it. 0 for silence. */
  rolloffHz = 0;
  /** Mean square of the band from 4 to 15 kHz. */
  airPower = 0;
  readonly #binHz: number;
  readonly #airLow: number;
  readonly #airHigh: number;

  /** For spectra of `bins` powers (a multiple of 16, at most 8192), `binHz` apart, bin 0 reading 0. */
  constructor(bins: number, binHz: number) {
    this.#binHz = binHz;
    this.#airLow = Math.min(bins, Math.ceil(AIR_LOW_HZ / binHz));
    this.#airHigh = Math.min(bins, Math.ceil(AIR_HIGH_HZ / binHz));
  }

  measure(spectrum: PowerSpectrum): void {
    const { power } = spectrum;
    kernels.spectralSums(spectrum.pointer, power.length, POWER_FLOOR, stagedSums.pointer, stagedBlocks.pointer);
    const [magnitudeSum, momentSum, powerSum, logSum] = stagedSums.view;
    const bins = power.length - 1; // all but bin 0
    const mean = powerSum / bins;
    const meanLog2 = (logSum - coarseLog2(POWER_FLOOR)) / bins;
    this.centroidHz = magnitudeSum > 0 ? (this.#binHz * momentSum) / magnitudeSum : 0;
    this.flatness = mean > POWER_FLOOR ? Math.min(1, exp(Math.LN2 * meanLog2) / (mean + POWER_FLOOR)) : 0;
    this.rolloffHz = this.#binHz * this.#rolloffBin(power, powerSum * ROLLOFF_SHARE);
    const airSum = kernels.sumBetween(spectrum.pointer, this.#airLow, this.#airHigh);
    this.airPower = airSum / POWER_SUM_PER_MEAN_SQUARE;
  }

  #rolloffBin(power: Float32Array, target: number): number {
    if (!(target > 0)) return 0;
    const blockPower = stagedBlocks.view;
    const last = power.length / BINS_PER_BLOCK - 1;
    let below = 0;
    let block = 0;
    while (block < last && below + blockPower[block] < target) below += blockPower[block++];
    let k = block * BINS_PER_BLOCK;
    while (k < power.length - 1 && below + power[k] < target) below += power[k++];
    return k;
  }
}
