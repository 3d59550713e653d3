/**
 * Keeps decoded audio for later looks at it, within limits of bytes: blocks of a fixed length, of which the least recently used leave memory for a
 * scratch file. Knows nothing of decoders.
 */
import type { FrameRange } from './range-collector.ts';
import { ScratchBlocks } from './scratch-blocks.ts';

type Plane = Int16Array | Float32Array;

/** What is missing is decoded in whole blocks: long ones would be mostly outside of what was asked for. */
const BLOCK_FRAMES = 16_384;

/** 16-bit sources are kept as they were stored: exact, in half the memory. */
const INT16_FULL_SCALE = 32_768;

/** How much of it may be kept, and where. */
export interface RetainLimits {
  readonly memoryBytes: number;
  readonly scratchBytes: number;
}

export class RetainedPcm {
  readonly #channels: number;
  readonly #isInt16: boolean;
  readonly #mostBlocks: number;
  readonly #scratch: ScratchBlocks;
  /** By number; the least recently used first. */
  readonly #blocks = new Map<number, Plane[]>();
  #hasForgotten = false;

  constructor(channels: number, isInt16: boolean, limits: RetainLimits) {
    const blockBytes = BLOCK_FRAMES * channels * (isInt16 ? 2 : 4);
    this.#channels = channels;
    this.#isInt16 = isInt16;
    this.#mostBlocks = Math.floor(limits.memoryBytes / blockBytes);
    this.#scratch = new ScratchBlocks(blockBytes, limits.scratchBytes);
  }

  /** Whether all that was ever written is kept. */
  get isWhole(): boolean {
    return !this.#hasForgotten;
  }

  /** Takes audio in order, beginning at `startFrame`, the first frame of a block. Only blocks that were filled to the end of the audio are of use. */
  writer(startFrame: number): (planes: readonly Float32Array[]) => void {
    let frame = startFrame;
    return (planes) => {
      for (let done = 0; done < planes[0].length; ) {
        const offset = frame % BLOCK_FRAMES;
        const count = Math.min(planes[0].length - done, BLOCK_FRAMES - offset);
        const block = this.#blockToWrite(Math.floor(frame / BLOCK_FRAMES));
        for (const [channel, plane] of planes.entries())
          if (block) this.#store(block[channel], offset, plane.subarray(done, done + count));
        done += count;
        frame += count;
      }
    };
  }

  /** Copies as much of `range` as is kept into `planes`, which begin with its first frame. What is not kept, as ranges of whole blocks. */
  copy(range: FrameRange, planes: readonly Float32Array[]): FrameRange[] {
    const gaps: FrameRange[] = [];
    for (let start = range.startFrame; start < range.endFrame; ) {
      const number = Math.floor(start / BLOCK_FRAMES);
      const [blockStart, blockEnd] = [number * BLOCK_FRAMES, (number + 1) * BLOCK_FRAMES];
      const end = Math.min(range.endFrame, blockEnd);
      const block = this.#touched(number);
      const last = gaps.at(-1);
      if (block) this.#load(block, start - blockStart, planes, start - range.startFrame, end - start);
      else if (last?.endFrame === blockStart) gaps[gaps.length - 1] = { ...last, endFrame: blockEnd };
      else gaps.push({ startFrame: blockStart, endFrame: blockEnd });
      start = end;
    }
    return gaps;
  }

  /** Gives the scratch file up. */
  close(): void {
    this.#blocks.clear();
    this.#scratch.close();
  }

  #touched(number: number): Plane[] | null {
    const block = this.#blocks.get(number);
    if (block) {
      this.#blocks.delete(number);
      this.#blocks.set(number, block);
      return block;
    }
    if (!this.#scratch.has(number)) return null;
    const room = this.#makeRoom(number);
    if (room) this.#scratch.read(number, room);
    return room;
  }

  /** The block of that number; null when there is no room for any. */
  #blockToWrite(number: number): Plane[] | null {
    return this.#blocks.get(number) ?? this.#makeRoom(number);
  }

  /** A block for `number`, whatever is in it, made from the oldest when memory is full. */
  #makeRoom(number: number): Plane[] | null {
    let block: Plane[] | undefined;
    if (this.#blocks.size >= this.#mostBlocks) {
      const oldest = this.#blocks.entries().next().value;
      if (oldest === undefined || !(this.#scratch.has(oldest[0]) || this.#scratch.write(...oldest)))
        this.#hasForgotten = true;
      if (oldest === undefined) return null;
      this.#blocks.delete(oldest[0]);
      block = oldest[1];
    }
    block ??= Array.from({ length: this.#channels }, () => this.#emptyPlane());
    this.#blocks.set(number, block);
    return block;
  }

  #emptyPlane(): Plane {
    return this.#isInt16 ? new Int16Array(BLOCK_FRAMES) : new Float32Array(BLOCK_FRAMES);
  }

  #store(into: Plane, offset: number, values: Float32Array): void {
    if (into instanceof Float32Array) into.set(values, offset);
    else toInt16(values, into.subarray(offset, offset + values.length));
  }

  #load(block: readonly Plane[], from: number, planes: readonly Float32Array[], to: number, count: number): void {
    for (const [channel, plane] of planes.entries()) {
      const kept = block[channel].subarray(from, from + count);
      if (kept instanceof Float32Array) plane.set(kept, to);
      else toFloat32(kept, plane.subarray(to, to + count));
    }
  }
}

function toInt16(values: Float32Array, kept: Int16Array): void {
  for (let at = 0; at < values.length; at++) kept[at] = values[at] * INT16_FULL_SCALE;
}

/** A power of two: multiplying by its inverse is exact. */
function toFloat32(kept: Int16Array, values: Float32Array): void {
  for (let at = 0; at < kept.length; at++) values[at] = kept[at] * (1 / INT16_FULL_SCALE);
}
