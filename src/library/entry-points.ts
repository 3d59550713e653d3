/**
 * Where in a compressed stream decoding can begin and still give the very samples of a whole pass: noted during one, used to read ranges
 * without another. Knows nothing of formats.
 */

export interface EntryPoints {
  /** Sample frames of the whole stream. */
  readonly totalFrames: number;
  /** Where to begin, in bytes from the start of the audio (tags in front of it may come and go); ascending. */
  readonly bytes: Float64Array;
  /** The first sample frame that, decoded from there, is as in a whole pass. */
  readonly frames: Float64Array;
  /** `sampleCheck` of the samples from that frame on. */
  readonly checks: Uint32Array;
}

/** Samples that prove a beginning right: as many as the shortest block of any format that has entry points (FLAC). */
const CHECKED_SAMPLES = 16;

/** A digest of the first samples of `plane`; null when there are too few. FNV-1a on the bits of the samples. */
export function sampleCheck(plane: Float32Array): number | null {
  if (plane.length < CHECKED_SAMPLES) return null;
  const bits = new Uint32Array(plane.slice(0, CHECKED_SAMPLES).buffer);
  return bits.reduce((hash, word) => Math.imul(hash ^ word, 0x01000193) >>> 0, 0x811c9dc5);
}

/** Gathers the entry points of one pass. */
export class EntryPointLog {
  readonly #bytes: number[] = [];
  readonly #frames: number[] = [];
  readonly #checks: number[] = [];

  /** The last frame noted; −Infinity before the first. */
  get lastFrame(): number {
    return this.#frames.at(-1) ?? -Infinity;
  }

  /** `plane` begins at `frame`. */
  note(byte: number, frame: number, plane: Float32Array): void {
    const check = sampleCheck(plane);
    if (check === null) return;
    this.#bytes.push(byte);
    this.#frames.push(frame);
    this.#checks.push(check);
  }

  points(totalFrames: number): EntryPoints {
    return {
      totalFrames,
      bytes: Float64Array.from(this.#bytes),
      frames: Float64Array.from(this.#frames),
      checks: Uint32Array.from(this.#checks),
    };
  }
}

/** The number of the last entry point at or before `frame`; −1 when there is none. */
export function entryFor({ frames }: EntryPoints, frame: number): number {
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (frames[middle] <= frame) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
