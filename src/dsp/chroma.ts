/**
 * How strongly each pitch sounds in a track, folded to one octave, and how far its tuning is off. Knows nothing of keys.
 *
 * Only spectral peaks that stand out of their surroundings count, so noise has no pitch; their frequencies are interpolated
 * between bins.
 *
 * Source: E. Gómez, "Tonal description of polyphonic audio for music content processing" (2006), sections 3.2 and 3.3.
 */
import { atan2, cos, log, log2, sin } from './elementary.ts';

/** The octave in steps of 10 cents: fine enough to find the tuning when all is heard. */
const STEPS = 120;
const STEPS_PER_SEMITONE = 10;
const LOWEST_HZ = 60;
const HIGHEST_HZ = 2100;
/** A peak's magnitude is at least this multiple of the mean magnitude around it (noise: less than once in 10⁴ bins). */
const PROMINENCE = 4;
const SURROUNDINGS_BINS = 20;
/** Peaks more than 46 dB below the frame's strongest are left out. */
const FAINTEST_POWER = 2.5e-5;
/** Higher partials say less about the harmony: weight halves with each octave above this. */
const FULL_WEIGHT_HZ = 260;

export interface Chroma {
  /** Weight of each pitch class, C first; sums to 1, or all 0 when nothing has a pitch. */
  readonly pitchClasses: Float64Array;
  /** Deviation of A4 from 440 Hz, −50 to 50 cents. */
  readonly tuningCents: number;
  /** Share of the power between 60 and 2100 Hz that lies in pitched peaks, 0 to 1. */
  readonly tonality: number;
}

/** Gathers the pitched peaks of one spectrum after another; costs the same memory however long the track. */
export class ChromaMeter {
  readonly #binHz: number;
  readonly #first: number;
  readonly #end: number;
  readonly #magnitudes: Float64Array;
  readonly #steps = new Float64Array(STEPS);
  #pitchedPower = 0;
  #totalPower = 0;

  /** For spectra of `bins` powers, `binHz` apart. */
  constructor(bins: number, binHz: number) {
    this.#binHz = binHz;
    this.#first = Math.max(SURROUNDINGS_BINS, Math.floor(LOWEST_HZ / binHz));
    this.#end = Math.min(bins - SURROUNDINGS_BINS - 2, Math.ceil(HIGHEST_HZ / binHz));
    this.#magnitudes = new Float64Array(bins);
  }

  push(power: Float32Array): void {
    const strongest = this.#measureMagnitudes(power);
    if (!(strongest > 0)) return;
    const magnitudes = this.#magnitudes;
    let around = 0;
    for (let k = this.#first - SURROUNDINGS_BINS; k < this.#first + SURROUNDINGS_BINS; k++) around += magnitudes[k];
    for (let k = this.#first; k < this.#end; k++) {
      around += magnitudes[k + SURROUNDINGS_BINS];
      const m = magnitudes[k];
      const isPeak = m > magnitudes[k - 1] && m >= magnitudes[k + 1];
      if (isPeak && m * (2 * SURROUNDINGS_BINS + 1) > PROMINENCE * around && power[k] > FAINTEST_POWER * strongest)
        this.#addPeak(power, k);
      around -= magnitudes[k - SURROUNDINGS_BINS];
    }
  }

  /** Fills the magnitudes and the total power; the strongest power of the band. */
  #measureMagnitudes(power: Float32Array): number {
    let strongest = 0;
    let total = 0;
    for (let k = this.#first - SURROUNDINGS_BINS; k < this.#end + SURROUNDINGS_BINS; k++) {
      const p = power[k];
      this.#magnitudes[k] = Math.sqrt(p);
      total += p;
      if (p > strongest) strongest = p;
    }
    this.#totalPower += total;
    return strongest;
  }

  /** Gaussian interpolation: the Hann lobe is nearly a parabola in log power. */
  #addPeak(power: Float32Array, k: number): void {
    const [below, at, above] = [log(power[k - 1]), log(power[k]), log(power[k + 1])];
    const bin = k + (below - above) / (2 * (below - 2 * at + above));
    if (!Number.isFinite(bin)) return;
    const hz = bin * this.#binHz;
    const step = STEPS_PER_SEMITONE * (69 + 12 * log2(hz / 440));
    const weight = Math.sqrt(this.#magnitudes[k]) * Math.min(1, FULL_WEIGHT_HZ / hz);
    const whole = Math.floor(step);
    const lower = ((whole % STEPS) + STEPS) % STEPS;
    this.#steps[lower] += weight * (1 - (step - whole));
    this.#steps[(lower + 1) % STEPS] += weight * (step - whole);
    this.#pitchedPower += power[k - 1] + power[k] + power[k + 1];
  }

  chroma(): Chroma {
    const tuningSteps = this.#tuningSteps();
    const pitchClasses = new Float64Array(12);
    let total = 0;
    for (let s = 0; s < STEPS; s++) {
      const semitone = Math.round((s - tuningSteps) / STEPS_PER_SEMITONE);
      pitchClasses[((semitone % 12) + 12) % 12] += this.#steps[s];
      total += this.#steps[s];
    }
    if (total > 0) for (let c = 0; c < 12; c++) pitchClasses[c] /= total;
    const tonality = this.#totalPower > 0 ? Math.min(1, this.#pitchedPower / this.#totalPower) : 0;
    return { pitchClasses, tuningCents: (tuningSteps * 100) / STEPS_PER_SEMITONE, tonality };
  }

  /** Circular mean of the deviations from the nearest semitone, in steps, −5 to 5. 0 when nothing has a pitch. */
  #tuningSteps(): number {
    let sine = 0;
    let cosine = 0;
    for (let s = 0; s < STEPS; s++) {
      const angle = (2 * Math.PI * (s % STEPS_PER_SEMITONE)) / STEPS_PER_SEMITONE;
      sine += this.#steps[s] * sin(angle);
      cosine += this.#steps[s] * cos(angle);
    }
    return (STEPS_PER_SEMITONE * atan2(sine, cosine)) / (2 * Math.PI);
  }
}
