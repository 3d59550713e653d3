/**
 * Decodes FLAC in this process, frame by frame, bit-exact. Knows nothing of tags.
 */
import { type FLACDecodedAudio, FLACDecoder } from '@wasm-audio-decoders/flac';
import { kernels } from '../dsp/kernel/machine.ts';
import { Floats } from '../dsp/kernel/memory.ts';
import type { AudioResult } from './audio.ts';
import { byteBlocks } from './byte-blocks.ts';
import type { ByteReader } from './byte-reader.ts';
import { withCapturedErrors } from './captured-errors.ts';
import { type BlockSink, type Decoded, type Decoder, emitInBlocks } from './decoder.ts';
import { FlacFrameSplitter } from './flac-frames.ts';
import type { AudioLayout } from './layout.ts';

/** Frames a call: fewer copies than one by one, and still a short block. */
const FRAMES_PER_CALL = 8;
/** Longer frames are cut in pieces by the decoder library, which then reads beyond its memory. */
const MAX_FRAME_BYTES = 65_535 * 8;
const MAX_MESSAGES = 1000;

export class FlacStreamDecoder implements Decoder {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly channelMask = 0;
  readonly #reader: ByteReader;
  readonly #layout: AudioLayout;

  constructor(reader: ByteReader, layout: AudioLayout) {
    this.sampleRateHz = layout.format.sampleRateHz;
    this.channels = layout.format.channels;
    this.#reader = reader;
    this.#layout = layout;
  }

  async decode(onBlock: BlockSink): Promise<AudioResult<Decoded>> {
    const pass = new FlacPass(this.#layout, onBlock);
    let queue: Buffer[] = [];
    const splitter = new FlacFrameSplitter((frame) => queue.push(frame));
    try {
      for await (const block of byteBlocks(this.#reader, this.#layout.audioStart, this.#layout.audioEnd)) {
        splitter.push(block);
        await pass.decode(queue);
        queue = [];
      }
      splitter.end();
      await pass.decode(queue);
    } finally {
      await pass.close();
    }
    return { ok: true, value: pass.finish(splitter.skippedBytes) };
  }
}

class FlacPass {
  readonly #layout: AudioLayout;
  readonly #onBlock: BlockSink;
  #decoder = new FLACDecoder();
  readonly #errors: string[] = [];
  #frames = 0;
  #lostFrames = 0;

  constructor(layout: AudioLayout, onBlock: BlockSink) {
    this.#layout = layout;
    this.#onBlock = onBlock;
  }

  async decode(frames: readonly Buffer[]): Promise<void> {
    await this.#decoder.ready;
    for (let start = 0; start < frames.length; start += FRAMES_PER_CALL) {
      await this.#decodeSome(frames.slice(start, start + FRAMES_PER_CALL));
    }
  }

  async #decodeSome(frames: Buffer[]): Promise<void> {
    const whole = frames.filter((frame) => frame.length <= MAX_FRAME_BYTES);
    this.#lostFrames += frames.length - whole.length;
    const decoded = await this.#attempt(whole);
    if (decoded !== null) this.#emit(decoded.channelData, decoded.samplesDecoded);
  }

  async #attempt(frames: Buffer[]): Promise<FLACDecodedAudio | null> {
    const messages: string[] = [];
    try {
      const decoded = await withCapturedErrors(messages, MAX_MESSAGES, () => this.#decoder.decodeFrames(frames));
      this.#lostFrames += messages.length;
      return decoded;
    } catch (error) {
      // The WebAssembly instance is of no use after a trap.
      this.#lostFrames += frames.length;
      messages.push(error instanceof Error ? error.message : String(error));
      this.#decoder = new FLACDecoder();
      await this.#decoder.ready;
      return null;
    } finally {
      if (this.#errors.length === 0) this.#errors.push(...messages);
    }
  }

  #emit(planes: Float32Array[], frames: number): void {
    if (frames === 0) return;
    if (planes.length !== this.#layout.format.channels) {
      this.#lostFrames++;
      return;
    }
    for (const plane of planes) unscale(plane, this.#layout.format.bitDepth ?? 16);
    this.#frames += frames;
    emitInBlocks(planes, frames, this.#onBlock);
  }

  async close(): Promise<void> {
    await this.#decoder.ready;
    this.#decoder.free();
  }

  finish(skippedBytes: number): Decoded {
    const warnings: string[] = [];
    const declared = this.#layout.format.frames;
    if (declared !== null && this.#frames < declared) {
      warnings.push(`truncated: STREAMINFO says ${declared} sample frames, ${this.#frames} could be decoded`);
    }
    if (this.#lostFrames > 0)
      warnings.push(`damaged: ${this.#lostFrames} FLAC frames (${this.#errors[0] ?? 'too long'})`);
    if (skippedBytes > 0) warnings.push(`garbage: ${skippedBytes} bytes are no FLAC frame`);
    return { frames: this.#frames, warnings };
  }
}

/** 1.5 × 2^52: float64 has no bits for fractions up there, so adding and subtracting rounds, in half the time of Math.round. */
const TO_INTEGER = 6_755_399_441_055_744;
/** Up to here the float32 arithmetic of the kernel finds the integer. */
const MOST_KERNEL_BITS = 20;
const STAGED_SAMPLES = 8192;
const staged = new Floats(STAGED_SAMPLES);

/**
 * The library divides by 2^(bits − 1) − 1 where everyone else divides by 2^(bits − 1): this brings back the integer, and from
 * it the value that ffmpeg gives. Beyond 24 bits float32 does not hold the integer, so a plain factor is as good.
 */
function unscale(plane: Float32Array, bits: number): void {
  const fullScale = 2 ** (bits - 1);
  const theirs = fullScale - 1;
  if (bits > 24) for (let frame = 0; frame < plane.length; frame++) plane[frame] *= theirs / fullScale;
  else if (bits > MOST_KERNEL_BITS)
    for (let frame = 0; frame < plane.length; frame++)
      plane[frame] = (plane[frame] * theirs + TO_INTEGER - TO_INTEGER) / fullScale;
  else unscaleByKernel(plane, theirs, fullScale);
}

function unscaleByKernel(plane: Float32Array, theirs: number, fullScale: number): void {
  for (let start = 0; start < plane.length; start += STAGED_SAMPLES) {
    const piece = plane.subarray(start, start + STAGED_SAMPLES);
    staged.view.set(piece);
    kernels.requantise(staged.pointer, piece.length, theirs, 1 / fullScale);
    piece.set(staged.view.subarray(0, piece.length));
  }
}
