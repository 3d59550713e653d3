/**
 * How strongly each pitch sounds in a track, in its bass and in its opening, folded to one octave, and how far its tuning is off. Knows
 * nothing of keys.
 *
 * Only spectral peaks that stand out of their surroundings count, so noise has no pitch; their frequencies are interpolated
 * between bins. Every spectrum with pitch weighs the same, as a quiet chord says as much of the harmony as a loud one.
 *
 * Source: E. Gómez, "Tonal description of polyphonic audio for music content processing" (2006), sections 3.2 and 3.3; M. Mauch and S. Dixon,
 * "Approximate note transcription for the improved identification of difficult chords" (ISMIR 2010), for a chroma of the bass.
 */
import { log, log2 } from './elementary.ts';
import { PitchHistogram } from './pitch-histogram.ts';

/** Above the fundamental of kick drums, which would pass for a bass; a bass note below is heard by its octave. */
const LOWEST_HZ = 60;
const HIGHEST_HZ = 2100;
/** A peak's magnitude is at least this multiple of the mean magnitude around it (noise: less than once in 10⁴ bins). */
const PROMINENCE = 4;
const SURROUNDINGS_BINS = 20;
/** Peaks more than 46 dB below the frame's strongest are left out. */
const FAINTEST_POWER = 2.5e-5;
/** Higher partials say less about the harmony: weight halves with each octave above this. */
const FULL_WEIGHT_HZ = 260;
/** The bass is the lowest peak that is within 20 dB of the frame's strongest. */
const FAINTEST_BASS_POWER = 0.01;
/** Spectra whose strongest bin is more than 40 dB below the strongest so far are tails and noise floors. */
const FAINTEST_FRAME_POWER = 1e-4;
const SILENT_POWER = 1e-10;
/** How much pitched sound makes the opening. */
const OPENING_SECONDS = 2;

/** Weights of the pitch classes, C first, that sum to 1, or all 0 when nothing has a pitch. */
export type PitchClasses = Float64Array;

export interface Chroma {
  readonly pitchClasses: PitchClasses;
  /** Of the lowest pitch alone. */
  readonly bass: PitchClasses;
  /** The same of the first two seconds in which something has a pitch. */
  readonly opening: { readonly pitchClasses: PitchClasses; readonly bass: PitchClasses };
  /** Deviation of A4 from 440 Hz, −50 to 50 cents. */
  readonly tuningCents: number;
  /** 1: all pitches lie on one grid of semitones; 0: anywhere between, like those of drums. */
  readonly gridFit: number;
  /** Share of the power between 60 and 2100 Hz that lies in pitched peaks, 0 to 1. */
  readonly tonality: number;
}

/** The peaks of one spectrum: how far above C each lies, in semitones, and its weight. */
interface Peaks {
  readonly semitones: Float64Array;
  readonly weights: Float64Array;
  count: number;
  totalWeight: number;
  /** NaN when there is none. */
  bassSemitone: number;
}

/** Gathers the pitched peaks of one spectrum after another; costs the same memory however long the track. */
export class ChromaMeter {
  readonly #binHz: number;
  readonly #first: number;
  readonly #end: number;
  readonly #magnitudes: Float64Array;
  readonly #peaks: Peaks;
  readonly #whole = new PitchHistogram();
  readonly #bass = new PitchHistogram();
  readonly #opening = new PitchHistogram();
  readonly #openingBass = new PitchHistogram();
  /** Spectra are half overlapped, so that each adds half a window. */
  #openingFrames: number;
  #strongestYet = 0;
  #pitchedPower = 0;
  #totalPower = 0;

  /** For spectra of `bins` powers, `binHz` apart, of windows that overlap by half. */
  constructor(bins: number, binHz: number) {
    this.#binHz = binHz;
    this.#first = Math.max(2, Math.floor(LOWEST_HZ / binHz));
    this.#end = Math.min(bins - SURROUNDINGS_BINS - 2, Math.ceil(HIGHEST_HZ / binHz));
    this.#magnitudes = new Float64Array(bins);
    const most = Math.max(0, this.#end - this.#first);
    this.#peaks = {
      semitones: new Float64Array(most),
      weights: new Float64Array(most),
      count: 0,
      totalWeight: 0,
      bassSemitone: Number.NaN,
    };
    this.#openingFrames = Math.round(2 * OPENING_SECONDS * binHz);
  }

  push(power: Float32Array): void {
    const strongest = this.#measureMagnitudes(power);
    this.#strongestYet = Math.max(this.#strongestYet, strongest);
    if (!(strongest > SILENT_POWER && strongest > FAINTEST_FRAME_POWER * this.#strongestYet)) return;
    this.#findPeaks(power, strongest);
    if (this.#peaks.count === 0) return;
    this.#addPeaksTo(this.#whole, this.#bass);
    if (this.#openingFrames > 0) this.#addPeaksTo(this.#opening, this.#openingBass);
    this.#openingFrames--;
  }

  /** Fills the magnitudes and the total power; the strongest power of the band. */
  #measureMagnitudes(power: Float32Array): number {
    let strongest = 0;
    let total = 0;
    for (let k = 1; k < this.#end + SURROUNDINGS_BINS; k++) {
      const p = power[k];
      this.#magnitudes[k] = Math.sqrt(p);
      if (k < this.#first) continue;
      total += p;
      if (p > strongest) strongest = p;
    }
    this.#totalPower += total;
    return strongest;
  }

  #findPeaks(power: Float32Array, strongest: number): void {
    const peaks = this.#peaks;
    peaks.count = 0;
    peaks.totalWeight = 0;
    peaks.bassSemitone = Number.NaN;
    const magnitudes = this.#magnitudes;
    let around = 0;
    for (let k = 1; k < this.#first + SURROUNDINGS_BINS; k++) around += magnitudes[k];
    for (let k = this.#first; k < this.#end; k++) {
      around += magnitudes[k + SURROUNDINGS_BINS];
      const lowest = Math.max(1, k - SURROUNDINGS_BINS);
      const m = magnitudes[k];
      const isPeak = m > magnitudes[k - 1] && m >= magnitudes[k + 1];
      const isProminent = m * (k + SURROUNDINGS_BINS + 1 - lowest) > PROMINENCE * around;
      if (isPeak && isProminent && power[k] > FAINTEST_POWER * strongest) this.#addPeak(power, k, strongest);
      if (k - SURROUNDINGS_BINS >= 1) around -= magnitudes[lowest];
    }
  }

  /** Gaussian interpolation: the Hann lobe is nearly a parabola in log power. */
  #addPeak(power: Float32Array, k: number, strongest: number): void {
    const [below, at, above] = [log(power[k - 1]), log(power[k]), log(power[k + 1])];
    const bin = k + (below - above) / (2 * (below - 2 * at + above));
    if (!Number.isFinite(bin)) return;
    const hz = bin * this.#binHz;
    const semitone = 69 + 12 * log2(hz / 440);
    const weight = Math.sqrt(this.#magnitudes[k]) * Math.min(1, FULL_WEIGHT_HZ / hz);
    const peaks = this.#peaks;
    peaks.semitones[peaks.count] = semitone;
    peaks.weights[peaks.count++] = weight;
    peaks.totalWeight += weight;
    if (Number.isNaN(peaks.bassSemitone) && power[k] > FAINTEST_BASS_POWER * strongest) peaks.bassSemitone = semitone;
    this.#pitchedPower += power[k - 1] + power[k] + power[k + 1];
  }

  #addPeaksTo(all: PitchHistogram, bass: PitchHistogram): void {
    const { semitones, weights, count, totalWeight, bassSemitone } = this.#peaks;
    for (let i = 0; i < count; i++) all.add(semitones[i], weights[i] / totalWeight);
    if (!Number.isNaN(bassSemitone)) bass.add(bassSemitone, 1);
  }

  chroma(): Chroma {
    const { semitones: tuning, fit } = this.#whole.grid();
    return {
      pitchClasses: this.#whole.pitchClasses(tuning),
      bass: this.#bass.pitchClasses(tuning),
      opening: {
        pitchClasses: this.#opening.pitchClasses(tuning),
        bass: this.#openingBass.pitchClasses(tuning),
      },
      tuningCents: 100 * tuning,
      gridFit: fit,
      tonality: this.#totalPower > 0 ? Math.min(1, this.#pitchedPower / this.#totalPower) : 0,
    };
  }
}
