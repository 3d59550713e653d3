/**
 * Figures of one power spectrum: centroid, flatness, rolloff and the level of its air band. Knows nothing of time or tracks.
 *
 * Source: G. Peeters, "A large set of audio features for sound description" (IRCAM, 2004), sections 6.1 and 9.
 */
import { coarseLog2 } from './coarse-logarithm.ts';
import { exp } from './elementary.ts';
import { POWER_SUM_PER_MEAN_SQUARE } from './stft.ts';

const ROLLOFF_SHARE = 0.85;
const AIR_LOW_HZ = 4000;
const AIR_HIGH_HZ = 15000;
/** Powers are floored here (−140 dBFS) for the geometric mean; 16 of them multiplied stay far from underflow. */
const POWER_FLOOR = 1e-14;
const BINS_PER_LOGARITHM = 16;

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
  readonly #blockPower: Float64Array;

  /** For spectra of `bins` powers (a multiple of 16), `binHz` apart, bin 0 reading 0. */
  constructor(bins: number, binHz: number) {
    this.#binHz = binHz;
    this.#airLow = Math.min(bins, Math.ceil(AIR_LOW_HZ / binHz));
    this.#airHigh = Math.min(bins, Math.ceil(AIR_HIGH_HZ / binHz));
    this.#blockPower = new Float64Array(bins / BINS_PER_LOGARITHM);
  }

  measure(power: Float32Array): void {
    const blockPower = this.#blockPower;
    let magnitudeSum = 0;
    let momentSum = 0;
    let powerSum = 0;
    let logSum = 0;
    for (let block = 0; block < blockPower.length; block++) {
      let product = 1;
      let sum = 0;
      const end = (block + 1) * BINS_PER_LOGARITHM;
      for (let k = block * BINS_PER_LOGARITHM; k < end; k++) {
        const p = power[k];
        const magnitude = Math.sqrt(p);
        magnitudeSum += magnitude;
        momentSum += k * magnitude;
        sum += p;
        product *= p + POWER_FLOOR;
      }
      blockPower[block] = sum;
      powerSum += sum;
      logSum += coarseLog2(product);
    }
    const bins = power.length - 1; // all but bin 0
    const mean = powerSum / bins;
    const meanLog2 = (logSum - coarseLog2(POWER_FLOOR)) / bins;
    this.centroidHz = magnitudeSum > 0 ? (this.#binHz * momentSum) / magnitudeSum : 0;
    this.flatness = mean > POWER_FLOOR ? Math.min(1, exp(Math.LN2 * meanLog2) / (mean + POWER_FLOOR)) : 0;
    this.rolloffHz = this.#binHz * this.#rolloffBin(power, powerSum * ROLLOFF_SHARE);
    this.airPower = this.#sumOfAir(power) / POWER_SUM_PER_MEAN_SQUARE;
  }

  #rolloffBin(power: Float32Array, target: number): number {
    if (!(target > 0)) return 0;
    let below = 0;
    let block = 0;
    while (block < this.#blockPower.length - 1 && below + this.#blockPower[block] < target)
      below += this.#blockPower[block++];
    let k = block * BINS_PER_LOGARITHM;
    while (k < power.length - 1 && below + power[k] < target) below += power[k++];
    return k;
  }

  #sumOfAir(power: Float32Array): number {
    let sum = 0;
    for (let k = this.#airLow; k < this.#airHigh; k++) sum += power[k];
    return sum;
  }
}
