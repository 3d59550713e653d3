/** How much treble grains of a cloud bring with them, beside what is usual where it takes them from. Knows nothing of how grains are made. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { SourceRange } from './texture.ts';

/** So far below what is usual is as good as any, and from there on every decibel is worse, until it is all one. */
const AS_USUAL_DB = 3;
const WORST_DB = 15;
const LEAST_WORTH = 0.1;

/** Grains with little treble are holes in a cloud of those with much, like what sounds between the strokes of a hi-hat. */
export class GrainAir {
  /** Running sum of the levels of 4 to 15 kHz. */
  readonly #sums: Float64Array;
  readonly #hopSeconds: number;
  readonly #usualDb: number;

  /** `ranges` are what grains of about `grainSeconds` are taken from. */
  constructor({ airDbfs, hopSeconds }: TrackAnalysis, ranges: readonly SourceRange[], grainSeconds: number) {
    this.#hopSeconds = hopSeconds;
    this.#sums = new Float64Array(airDbfs.length + 1);
    for (let i = 0; i < airDbfs.length; i++) this.#sums[i + 1] = this.#sums[i] + airDbfs[i];
    const levels = ranges.flatMap((range) => this.#levelsIn(range, grainSeconds)).sort((a, b) => a - b);
    this.#usualDb = levels[levels.length >> 1];
  }

  /** 1 for a grain from a range with at least about the usual treble, less for one with less, down to 0.1. */
  worth(range: SourceRange): number {
    const lackDb = this.#usualDb - AS_USUAL_DB - this.#meanDb(range);
    return Math.max(LEAST_WORTH, Math.min(1, 1 - lackDb / (WORST_DB - AS_USUAL_DB)));
  }

  /** Mean of the decibels, which a stroke among silence raises little. */
  #meanDb({ startSeconds, endSeconds }: SourceRange): number {
    const last = this.#sums.length - 1;
    const first = Math.max(0, Math.min(last - 1, Math.round(startSeconds / this.#hopSeconds)));
    const end = Math.min(last, Math.max(first + 1, Math.round(endSeconds / this.#hopSeconds)));
    return (this.#sums[end] - this.#sums[first]) / (end - first);
  }

  #levelsIn({ startSeconds, endSeconds }: SourceRange, grainSeconds: number): number[] {
    const count = Math.max(1, Math.floor((endSeconds - startSeconds) / grainSeconds));
    return Array.from({ length: count }, (_, i) => {
      const from = startSeconds + i * grainSeconds;
      return this.#meanDb({ startSeconds: from, endSeconds: from + grainSeconds });
    });
  }
}
