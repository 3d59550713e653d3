/**
 * Lets through what lies in a range of audio that passes by, whatever its blocks. Knows nothing of where the audio begins or who wants it.
 */
import type { BlockSink } from './decoder.ts';
import type { FrameRange } from './range-collector.ts';

export class RangeSink {
  readonly #range: FrameRange;
  readonly #onBlock: BlockSink;
  #position: number;

  /** The first block pushed begins at the sample frame `position`. */
  constructor(range: FrameRange, position: number, onBlock: BlockSink) {
    this.#range = range;
    this.#position = position;
    this.#onBlock = onBlock;
  }

  /** Whether nothing more of the range is to come. */
  get isDone(): boolean {
    return this.#position >= this.#range.endFrame;
  }

  readonly push: BlockSink = (planes, frames) => {
    const start = Math.max(this.#range.startFrame - this.#position, 0);
    const end = Math.min(this.#range.endFrame - this.#position, frames);
    this.#position += frames;
    if (start >= end) return;
    const isWhole = start === 0 && end === planes[0].length;
    this.#onBlock(isWhole ? planes : planes.map((plane) => plane.subarray(start, end)), end - start);
  };
}
