/**
 * Keeps decoded audio between the analysis and the reading of ranges, within a limit of bytes. Knows nothing of decoders.
 */
import { MAX_BLOCK_FRAMES } from './decoder.ts';

type Plane = Int16Array | Float32Array;

/** 16-bit sources are kept as they were stored: exact, in half the memory. */
const INT16_FULL_SCALE = 32_768;

export class RetainedPcm {
  readonly #channels: number;
  readonly #isInt16: boolean;
  readonly #limitBytes: number;
  #blocks: Plane[][] = [];
  #bytes = 0;
  #frames = 0;
  #overflowed = false;

  constructor(channels: number, isInt16: boolean, limitBytes: number) {
    this.#channels = channels;
    this.#isInt16 = isInt16;
    this.#limitBytes = limitBytes;
  }

  /** False once the track turned out not to fit: then nothing is kept at all. */
  get holdsAll(): boolean {
    return !this.#overflowed;
  }

  get frames(): number {
    return this.#frames;
  }

  push(planes: readonly Float32Array[]): void {
    if (this.#overflowed) return;
    for (let done = 0; done < planes[0].length && !this.#overflowed; ) {
      const offset = this.#frames % MAX_BLOCK_FRAMES;
      if (offset === 0) this.#addBlock();
      if (this.#overflowed) return;
      const count = Math.min(planes[0].length - done, MAX_BLOCK_FRAMES - offset);
      const block = this.#blocks[this.#blocks.length - 1];
      for (const [channel, plane] of planes.entries())
        this.#store(block[channel], offset, plane.subarray(done, done + count));
      done += count;
      this.#frames += count;
    }
  }

  /** A copy of the frames from `start` to `end` (exclusive), which must be held. */
  read(start: number, end: number): Float32Array[] {
    return Array.from({ length: this.#channels }, (_, channel) => this.#readPlane(channel, start, end));
  }

  #addBlock(): void {
    this.#bytes += MAX_BLOCK_FRAMES * this.#channels * (this.#isInt16 ? 2 : 4);
    if (this.#bytes > this.#limitBytes) {
      this.#overflowed = true;
      this.#blocks = [];
      return;
    }
    const make = (): Plane => (this.#isInt16 ? new Int16Array(MAX_BLOCK_FRAMES) : new Float32Array(MAX_BLOCK_FRAMES));
    this.#blocks.push(Array.from({ length: this.#channels }, make));
  }

  #store(into: Plane, offset: number, values: Float32Array): void {
    if (into instanceof Float32Array) {
      into.set(values, offset);
      return;
    }
    for (let at = 0; at < values.length; at++) into[offset + at] = values[at] * INT16_FULL_SCALE;
  }

  #readPlane(channel: number, start: number, end: number): Float32Array {
    const out = new Float32Array(end - start);
    for (let frame = start; frame < end; ) {
      const offset = frame % MAX_BLOCK_FRAMES;
      const count = Math.min(end - frame, MAX_BLOCK_FRAMES - offset);
      const piece = this.#blocks[Math.floor(frame / MAX_BLOCK_FRAMES)][channel].subarray(offset, offset + count);
      out.set(piece, frame - start);
      frame += count;
    }
    if (this.#isInt16) for (let at = 0; at < out.length; at++) out[at] /= INT16_FULL_SCALE;
    return out;
  }
}
