/** What sounds in any stretch of a track, as pitch classes, and how steadily; from the analysis alone. Knows nothing of keys and kinds. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { SourceRange } from './texture.ts';

type Course = Pick<TrackAnalysis, 'chroma' | 'chromaHopSeconds'>;

/** The frames of the chroma that are centred in a range, from `first` to before `end`; at least one where there are any. */
function framesIn({ chroma, chromaHopSeconds }: Course, { startSeconds, endSeconds }: SourceRange) {
  const count = chroma.length / 12;
  const first = Math.max(0, Math.min(count - 1, Math.ceil(startSeconds / chromaHopSeconds) - 1));
  const end = Math.min(count, Math.max(first + 1, Math.ceil(endSeconds / chromaHopSeconds) - 1));
  return { first, end };
}

/** How much each pitch class sounds in a range, C first; all 0 where nothing has a pitch. */
export function pitchClassesIn(course: Course, range: SourceRange): Float64Array {
  const { first, end } = framesIn(course, range);
  const classes = new Float64Array(12);
  for (let at = 12 * first; at < 12 * end; at++) classes[at % 12] += course.chroma[at];
  return classes;
}

/**
 * How steady the harmony of any range is. With u the chroma of a frame as a unit vector and w its weight, |Σ w·u| ÷ Σ w: the mean cosine between the
 * frames and their mean. 1 for one chord, and where nothing has a pitch; 0.82 for two triads with one note in common, 0.71 with none.
 */
export class HarmonicCourse {
  readonly #course: Course;
  /** Running sums of w·u and of w: 13 for each frame. */
  readonly #sums: Float64Array;
  /** Running count of frames in which anything has a pitch. */
  readonly #pitched: Float64Array;

  constructor(course: Course) {
    const { chroma } = course;
    this.#course = course;
    this.#sums = new Float64Array((13 * chroma.length) / 12 + 13);
    this.#pitched = new Float64Array(chroma.length / 12 + 1);
    for (let frame = 0; frame < chroma.length / 12; frame++)
      this.#add(chroma.subarray(12 * frame, 12 * (frame + 1)), frame);
  }

  #add(classes: Uint8Array, frame: number): void {
    const sums = this.#sums;
    const [before, after] = [13 * frame, 13 * (frame + 1)];
    let weight = 0;
    let squares = 0;
    for (const share of classes) {
      weight += share;
      squares += share * share;
    }
    const scale = squares > 0 ? weight / Math.sqrt(squares) : 0;
    for (let c = 0; c < 12; c++) sums[after + c] = sums[before + c] + scale * classes[c];
    sums[after + 12] = sums[before + 12] + weight;
    this.#pitched[frame + 1] = this.#pitched[frame] + (weight > 0 ? 1 : 0);
  }

  /** Share of the frames in which anything has a pitch, 0 to 1. */
  pitchedShare(range: SourceRange): number {
    const { first, end } = framesIn(this.#course, range);
    return end > first ? (this.#pitched[end] - this.#pitched[first]) / (end - first) : 0;
  }

  steadiness(range: SourceRange): number {
    const { first, end } = framesIn(this.#course, range);
    const [before, after] = [13 * first, 13 * end];
    const weight = this.#sums[after + 12] - this.#sums[before + 12];
    if (!(weight > 0)) return 1;
    let squares = 0;
    for (let c = 0; c < 12; c++) squares += (this.#sums[after + c] - this.#sums[before + c]) ** 2;
    return Math.min(1, Math.sqrt(squares) / weight);
  }
}
