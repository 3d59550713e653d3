/** The pitches of one spectrum after another, in few bytes. Knows nothing of spectra. */
import { PitchHistogram, STEPS } from './pitch-histogram.ts';
import { byteSeries } from './series.ts';

const NOTHING = new Uint8Array(STEPS);

/**
 * Keeps a histogram of pitches for each spectrum until the tuning of all is known. Weights are kept as 255ths of the largest step: what is less than
 * half of that is lost.
 */
export class ChromaTrace {
  readonly #steps = byteSeries();
  readonly #scales: number[] = [];

  /** The pitches of a spectrum in semitones (0 is any C), their weights, and the share of its power that they have. */
  push(semitones: Float64Array, weights: Float64Array, share: number): void {
    const steps = new Float64Array(STEPS);
    const histogram = new PitchHistogram(steps);
    for (let i = 0; i < semitones.length; i++) histogram.add(semitones[i], weights[i]);
    const largest = steps.reduce((most, step) => Math.max(most, step), 0);
    for (const step of steps) this.#steps.push(Math.round((255 * step) / largest));
    this.#scales.push(255 * Math.sqrt(Math.min(1, share)));
  }

  /** A spectrum in which nothing has a pitch. */
  pushNothing(): void {
    for (const step of NOTHING) this.#steps.push(step);
    this.#scales.push(0);
  }

  /** 12 bytes for each spectrum, C first, on a grid `tuningSemitones` off: shares of its weight times 255 · √(its share of pitched power). */
  pitchClasses(tuningSemitones: number): Uint8Array {
    const steps = this.#steps.toArray();
    const bytes = new Uint8Array(12 * this.#scales.length);
    for (const [frame, scale] of this.#scales.entries()) {
      const histogram = new PitchHistogram(Float64Array.from(steps.subarray(STEPS * frame, STEPS * (frame + 1))));
      const classes = histogram.pitchClasses(tuningSemitones);
      for (let c = 0; c < 12; c++) bytes[12 * frame + c] = Math.round(scale * classes[c]);
    }
    return bytes;
  }
}
