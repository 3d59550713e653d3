/**
 * Which transposition each grain of a cloud gets, so that the cloud stays in the key of its track and no register crowds. Knows nothing of how
 * grains are made.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { Random } from '../dsp/random.ts';
import { pitchClassesIn } from './harmony.ts';
import { type Key, modulo12 } from './key-name.ts';
import type { SourceRange } from './texture.ts';

/** Degrees of the scales; a minor key has its natural one. */
const SCALES: Readonly<Record<Key['mode'], readonly number[]>> = {
  major: [0, 2, 4, 5, 7, 9, 11],
  minor: [0, 2, 3, 5, 7, 8, 10],
};
/** A pitch class below this share of the strongest may be a partial of another. */
const PROMINENT_RATIO = 0.25;
/** Of what is above that, so much may lie outside the scale. */
const MOST_OUTSIDE_RATIO = 0.05;
/** How far a transposition may give way to stay in the scale: a fifth becomes a fourth, a tritone or a sixth. */
export const MOST_DEVIATION_SEMITONES = 2;
const DEVIATIONS = [0, -1, 1, -2, MOST_DEVIATION_SEMITONES];

const octavesOf = (semitones: number): number => Math.trunc(semitones / 12);
/** Detuned by up to half a semitone it still is one. */
export const isOctave = (semitones: number): boolean => Math.abs(semitones - 12 * Math.round(semitones / 12)) <= 0.5;

export class GrainPitches {
  readonly #analysis: TrackAnalysis;
  readonly #inScale: readonly boolean[] | null;
  readonly #semitones: readonly number[];
  #left: number[] = [];
  #last = 0;

  /** `semitones` are those of the profile, `key` that of the track before any transposition; without one, all but octaves are left out. */
  constructor(analysis: TrackAnalysis, key: Key | null, semitones: readonly number[]) {
    this.#analysis = analysis;
    this.#inScale = key && Array.from({ length: 12 }, (_, c) => SCALES[key.mode].includes(modulo12(c - key.tonic)));
    this.#semitones = key ? semitones : octavesAmong(semitones);
  }

  /**
   * The next transposition: each comes once before any comes again, and after one downwards one that is not, where there is one. An octave
   * down there is half the treble: two such grains side by side would be a hole in it.
   */
  next(random: Random): number {
    if (this.#left.length === 0) this.#left = [...this.#semitones];
    const others = this.#last < 0 ? this.#left.filter((semitones) => semitones >= 0) : [];
    this.#last = random.pick(others.length > 0 ? others : this.#left);
    this.#left.splice(this.#left.indexOf(this.#last), 1);
    return this.#last;
  }

  /**
   * `wanted` where it leaves all that is prominent in the range in the scale, else the nearest within two semitones that does, else the next
   * octave towards none. Octaves stay, and so does what has no pitch.
   */
  fitting(wanted: number, range: SourceRange): number {
    if (isOctave(wanted)) return wanted;
    const classes = pitchClassesIn(this.#analysis, range);
    const deviation = DEVIATIONS.find((step) => isOctave(wanted + step) || this.#staysInScale(classes, wanted + step));
    return deviation === undefined ? 12 * octavesOf(wanted) : wanted + deviation;
  }

  #staysInScale(classes: Float64Array, semitones: number): boolean {
    const least = PROMINENT_RATIO * classes.reduce((most, weight) => Math.max(most, weight), 0);
    let outside = 0;
    let all = 0;
    for (const [pitchClass, weight] of classes.entries()) {
      const prominence = Math.max(0, weight - least);
      all += prominence;
      if (!this.#inScale?.[modulo12(pitchClass + Math.round(semitones))]) outside += prominence;
    }
    return outside <= MOST_OUTSIDE_RATIO * all;
  }
}

/** The octaves among transpositions; none at all where there are none. */
function octavesAmong(semitones: readonly number[]): readonly number[] {
  const octaves = semitones.filter(isOctave);
  return octaves.length > 0 ? octaves : [0];
}
