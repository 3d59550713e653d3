/**
 * How strongly each pitch sounds in a track, in its bass and in its opening, folded to one octave, and how far its tuning is off. Knows
 * nothing of keys.
 *
 * Only spectral peaks that stand out of their surroundings count, so noise has no pitch; their frequencies are interpolated
 * between bins. A spectrum weighs as much as the share of its power that has pitch: a quiet chord as much as a loud one, one under drums less.
 *
 * Source: E. Gómez, "Tonal description of polyphonic audio for music content processing" (2006), sections 3.2 and 3.3; M. Mauch and S. Dixon,
 * "Approximate note transcription for the improved identification of difficult chords" (ISMIR 2010), for a chroma of the bass.
 *
 * One file, though a long one: one meter; peaks, tuning and folding look at the same spectrum in the same pass.
 */
import { ChromaTrace } from './chroma-trace.ts';
import { log, log2 } from './elementary.ts';
import { PitchHistogram } from './pitch-histogram.ts';

const LOWEST_HZ = 32;
/** Down here lie kick drums, which are sines: what has no octave partial above it (within half a semitone) is none of the harmony. As a MIDI note: 63 Hz. */
const NEEDS_OCTAVE_BELOW = 35.5;
const OCTAVE_REACH_SEMITONES = 0.5;
const HIGHEST_HZ = 2100;
/** A peak's magnitude is at least this multiple of the mean magnitude around it (noise: less than once in 10⁴ bins). */
const PROMINENCE = 4;
const SURROUNDINGS_BINS = 20;
/** Peaks more than 46 dB below the frame's strongest are left out. */
const FAINTEST_POWER = 2.5e-5;
/** Higher partials say less about the harmony: weight halves with each octave above this. */
const FULL_WEIGHT_HZ = 260;
/** The bass is the lowest peak that is within 10 dB of the strongest. */
const FAINTEST_BASS_POWER = 0.1;
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
  /** Share of the power between 32 and 2100 Hz that lies in pitched peaks, 0 to 1. */
  readonly tonality: number;
}

/** The peaks of one spectrum: how far above C each lies, in semitones, and its weight. */
interface Peaks {
  readonly semitones: Float64Array;
  readonly weights: Float64Array;
  readonly powers: Float64Array;
  count: number;
  totalWeight: number;
  totalPower: number;
  /** NaN when there is none. */
  bassSemitone: number;
}

/** Gathers the pitched peaks of one spectrum after another, 120 bytes for each. */
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
  readonly #trace = new ChromaTrace();
  /** Spectra are half overlapped, so that each adds half a window. */
  #openingFrames: number;
  #strongestYet = 0;
  #pitchedPower = 0;
  #framePower = 0;
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
      powers: new Float64Array(most),
      count: 0,
      totalWeight: 0,
      totalPower: 0,
      bassSemitone: Number.NaN,
    };
    this.#openingFrames = Math.round(2 * OPENING_SECONDS * binHz);
  }

  push(power: Float32Array): void {
    const strongest = this.#measureMagnitudes(power);
    this.#strongestYet = Math.max(this.#strongestYet, strongest);
    const isHeard = strongest > SILENT_POWER && strongest > FAINTEST_FRAME_POWER * this.#strongestYet;
    this.#peaks.totalWeight = 0;
    if (isHeard) this.#findPeaks(power, strongest);
    if (isHeard) this.#weighPeaks();
    if (this.#peaks.totalWeight > 0) this.#addPeaks();
    else this.#trace.pushNothing();
  }

  #addPeaks(): void {
    const { semitones, weights, count, totalPower } = this.#peaks;
    this.#trace.push(semitones.subarray(0, count), weights.subarray(0, count), totalPower / this.#framePower);
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
    this.#framePower = total;
    return strongest;
  }

  #findPeaks(power: Float32Array, strongest: number): void {
    const peaks = this.#peaks;
    peaks.count = 0;
    const magnitudes = this.#magnitudes;
    let around = 0;
    for (let k = 1; k < this.#first + SURROUNDINGS_BINS; k++) around += magnitudes[k];
    for (let k = this.#first; k < this.#end; k++) {
      around += magnitudes[k + SURROUNDINGS_BINS];
      const lowest = Math.max(1, k - SURROUNDINGS_BINS);
      const m = magnitudes[k];
      const isPeak = m > magnitudes[k - 1] && m >= magnitudes[k + 1];
      const isProminent = m * (k + SURROUNDINGS_BINS + 1 - lowest) > PROMINENCE * around;
      if (isPeak && isProminent && power[k] > FAINTEST_POWER * strongest) this.#addPeak(power, k);
      if (k - SURROUNDINGS_BINS >= 1) around -= magnitudes[lowest];
    }
  }

  /** Gaussian interpolation: the Hann lobe is nearly a parabola in log power. */
  #addPeak(power: Float32Array, k: number): void {
    const [below, at, above] = [log(power[k - 1]), log(power[k]), log(power[k + 1])];
    const bin = k + (below - above) / (2 * (below - 2 * at + above));
    if (!Number.isFinite(bin)) return;
    const hz = bin * this.#binHz;
    const peaks = this.#peaks;
    peaks.semitones[peaks.count] = 69 + 12 * log2(hz / 440);
    peaks.weights[peaks.count] = Math.sqrt(this.#magnitudes[k]) * Math.min(1, FULL_WEIGHT_HZ / hz);
    peaks.powers[peaks.count++] = power[k - 1] + power[k] + power[k + 1];
  }

  /** Takes the weight from kick drums, sums the others', and finds the bass among them. */
  #weighPeaks(): void {
    const { semitones, weights, powers, count } = this.#peaks;
    let totalWeight = 0;
    let totalPower = 0;
    let strongest = 0;
    for (let i = 0; i < count; i++) {
      if (semitones[i] < NEEDS_OCTAVE_BELOW && !this.#hasOctave(i)) weights[i] = 0;
      if (weights[i] === 0) continue;
      totalWeight += weights[i];
      strongest = Math.max(strongest, powers[i]);
      totalPower += powers[i];
    }
    this.#pitchedPower += totalPower;
    let bass = 0;
    while (bass < count && (weights[bass] === 0 || powers[bass] < FAINTEST_BASS_POWER * strongest)) bass++;
    this.#peaks.totalWeight = totalWeight;
    this.#peaks.totalPower = totalPower;
    this.#peaks.bassSemitone = bass < count ? semitones[bass] : Number.NaN;
  }

  #hasOctave(low: number): boolean {
    const { semitones, count } = this.#peaks;
    for (let i = low + 1; i < count; i++)
      if (Math.abs(semitones[i] - semitones[low] - 12) < OCTAVE_REACH_SEMITONES) return true;
    return false;
  }

  #addPeaksTo(all: PitchHistogram, bass: PitchHistogram): void {
    const { semitones, weights, count, totalWeight, totalPower, bassSemitone } = this.#peaks;
    const share = Math.min(1, totalPower / this.#framePower);
    for (let i = 0; i < count; i++) all.add(semitones[i], (share * weights[i]) / totalWeight);
    if (!Number.isNaN(bassSemitone)) bass.add(bassSemitone, share);
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

  /** The pitches of each spectrum in the tuning of all: 12 bytes a spectrum (`chroma-trace.ts`). */
  course(): Uint8Array {
    return this.#trace.pitchClasses(this.#whole.grid().semitones);
  }
}
