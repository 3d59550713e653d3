/**
 * Pitches folded to one octave in steps of 10 cents: fine enough to find the tuning when all is heard, and to read semitones in that tuning
 * then. Knows nothing of spectra or keys.
 */
import { atan2, cos, sin } from './elementary.ts';

export const STEPS = 120;
const STEPS_PER_SEMITONE = 10;

export class PitchHistogram {
  readonly #steps: Float64Array;

  /** Of `STEPS` weights that are there already; they are taken over, not copied. */
  constructor(steps = new Float64Array(STEPS)) {
    this.#steps = steps;
  }

  /** Adds `weight` at a pitch in semitones (0 is any C), divided between the two steps it lies between. */
  add(semitone: number, weight: number): void {
    const step = STEPS_PER_SEMITONE * semitone;
    const whole = Math.floor(step);
    const lower = ((whole % STEPS) + STEPS) % STEPS;
    this.#steps[lower] += weight * (1 - (step - whole));
    this.#steps[(lower + 1) % STEPS] += weight * (step - whole);
  }

  /**
   * The grid of semitones that the pitches lie on: how far it is from that of A4 = 440 Hz, −0.5 to 0.5 semitones, and how well they lie on
   * it, 0 to 1: argument and length of Σ w·e^(2πi·deviation) ÷ Σ w. Both 0 when nothing was added.
   */
  grid(): { readonly semitones: number; readonly fit: number } {
    let sine = 0;
    let cosine = 0;
    let total = 0;
    for (let s = 0; s < STEPS; s++) {
      const angle = (2 * Math.PI * (s % STEPS_PER_SEMITONE)) / STEPS_PER_SEMITONE;
      sine += this.#steps[s] * sin(angle);
      cosine += this.#steps[s] * cos(angle);
      total += this.#steps[s];
    }
    const fit = total > 0 ? Math.sqrt(sine * sine + cosine * cosine) / total : 0;
    return { semitones: atan2(sine, cosine) / (2 * Math.PI), fit };
  }

  /** Weight of each pitch class, C first, on a grid `tuningSemitones` off; they sum to 1, or are all 0 when nothing was added. */
  pitchClasses(tuningSemitones: number): Float64Array {
    const classes = new Float64Array(12);
    let total = 0;
    for (let s = 0; s < STEPS; s++) {
      const semitone = Math.round(s / STEPS_PER_SEMITONE - tuningSemitones);
      classes[((semitone % 12) + 12) % 12] += this.#steps[s];
      total += this.#steps[s];
    }
    if (total > 0) for (let c = 0; c < 12; c++) classes[c] /= total;
    return classes;
  }
}
