/**
 * Picks ranges out of audio that passes by from start to end. Knows nothing of decoders.
 */

export interface FrameRange {
  readonly startFrame: number;
  /** Exclusive. */
  readonly endFrame: number;
}

export class RangeCollector {
  readonly #ranges: readonly FrameRange[];
  readonly #pieces: Float32Array[][][];
  readonly #channels: number;
  #position = 0;

  constructor(ranges: readonly FrameRange[], channels: number) {
    this.#ranges = ranges;
    this.#channels = channels;
    this.#pieces = ranges.map(() => []);
  }

  push(planes: readonly Float32Array[]): void {
    const from = this.#position;
    const to = from + planes[0].length;
    for (const [index, { startFrame, endFrame }] of this.#ranges.entries()) {
      const start = Math.max(startFrame, from);
      const end = Math.min(endFrame, to);
      if (start < end) this.#pieces[index].push(planes.map((plane) => plane.slice(start - from, end - from)));
    }
    this.#position = to;
  }

  /** Per range, in the order asked: one plane a channel, shorter or empty where the audio ended. */
  ranges(): Float32Array[][] {
    return this.#pieces.map((pieces) =>
      Array.from({ length: this.#channels }, (_, channel) => joined(pieces.map((planes) => planes[channel]))),
    );
  }
}

function joined(pieces: readonly Float32Array[]): Float32Array {
  if (pieces.length === 1) return pieces[0];
  const out = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}
