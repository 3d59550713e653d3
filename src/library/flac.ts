/**
 * Decodes FLAC in this process, frame by frame, bit-exact; from any frame on, once a whole pass has noted where frames are. Knows nothing of
 * tags.
 *
 * One file, though a long one: a pass and its decoder hand raw buffers to and fro that nobody else may see.
 */
import { type FLACDecodedAudio, FLACDecoder } from '@wasm-audio-decoders/flac';
import { kernels } from '../dsp/kernel/machine.ts';
import { Floats } from '../dsp/kernel/memory.ts';
import type { AudioResult } from './audio.ts';
import { byteBlocks } from './byte-blocks.ts';
import type { ByteReader } from './byte-reader.ts';
import { withCapturedErrors } from './captured-errors.ts';
import { type BlockSink, type Decoded, type Decoder, emitInBlocks } from './decoder.ts';
import { EntryPointLog, type EntryPoints, entryFor, sampleCheck } from './entry-points.ts';
import { type FlacFrame, FlacFrameSplitter } from './flac-frames.ts';
import type { AudioLayout } from './layout.ts';
import type { FrameRange } from './range-collector.ts';
import { RangeSink } from './range-sink.ts';

/** Frames a call: fewer copies than one by one, and still a short block. */
const FRAMES_PER_CALL = 8;
/** Longer frames are cut in pieces by the decoder library, which then reads beyond its memory. */
const MAX_FRAME_BYTES = 65_535 * 8;
const MAX_MESSAGES = 1000;
/** Apart at least: what a range costs beyond itself. */
const ENTRY_SECONDS = 1;

export class FlacStreamDecoder implements Decoder {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly channelMask = 0;
  readonly #reader: ByteReader;
  readonly #layout: AudioLayout;
  #entryPoints: EntryPoints | null;

  constructor(reader: ByteReader, layout: AudioLayout, entryPoints: EntryPoints | null) {
    this.sampleRateHz = layout.format.sampleRateHz;
    this.channels = layout.format.channels;
    this.#reader = reader;
    this.#layout = layout;
    this.#entryPoints = entryPoints;
  }

  get frames(): number | null {
    return this.#entryPoints?.totalFrames ?? null;
  }

  get entryPoints(): EntryPoints | null {
    return this.#entryPoints;
  }

  get readsAnywhere(): boolean {
    return this.#entryPoints !== null;
  }

  async decode(onBlock: BlockSink): Promise<AudioResult<Decoded>> {
    const pass = new FlacPass(this.#layout, onBlock);
    await this.#feed(pass, 0, () => false);
    this.#entryPoints = pass.isWhole ? pass.entryPoints() : null;
    return { ok: true, value: pass.finish() };
  }

  async decodeRange(range: FrameRange, onBlock: BlockSink): Promise<boolean> {
    const points = this.#entryPoints;
    if (points === null) return false;
    const entry = Math.max(0, entryFor(points, range.startFrame));
    const sink = new RangeSink(range, points.frames[entry] ?? 0, onBlock);
    const pass = new FlacPass(this.#layout, sink.push);
    await this.#feed(pass, points.bytes[entry] ?? 0, () => sink.isDone);
    const isRight = pass.isWhole && (pass.firstCheck === null || pass.firstCheck === points.checks[entry]);
    if (!isRight) this.#entryPoints = null;
    return isRight;
  }

  close(): void {}

  async #feed(pass: FlacPass, startByte: number, isDone: () => boolean): Promise<void> {
    const { audioStart, audioEnd } = this.#layout;
    let queue: FlacFrame[] = [];
    const splitter = new FlacFrameSplitter(startByte, (frame) => queue.push(frame));
    try {
      for await (const block of byteBlocks(this.#reader, audioStart + startByte, audioEnd)) {
        splitter.push(block);
        await pass.decode(queue, isDone);
        if (isDone()) return;
        queue = [];
      }
      splitter.end();
      await pass.decode(queue, isDone);
    } finally {
      await pass.close();
    }
    pass.skippedBytes = splitter.skippedBytes;
  }
}

/** One run over neighbouring frames: the library notices when frames are missing, so every run begins with an instance of its own. */
class FlacPass {
  readonly #layout: AudioLayout;
  readonly #onBlock: BlockSink;
  #decoder = new FLACDecoder();
  readonly #entries = new EntryPointLog();
  readonly #errors: string[] = [];
  #frames = 0;
  #lostFrames = 0;
  /** `sampleCheck` of the first samples. */
  firstCheck: number | null = null;
  skippedBytes = 0;

  constructor(layout: AudioLayout, onBlock: BlockSink) {
    this.#layout = layout;
    this.#onBlock = onBlock;
  }

  /** Whether every byte was sound. */
  get isWhole(): boolean {
    return this.#lostFrames === 0 && this.skippedBytes === 0 && this.#errors.length === 0;
  }

  async decode(frames: readonly FlacFrame[], isDone: () => boolean): Promise<void> {
    await this.#decoder.ready;
    for (let start = 0; start < frames.length && !isDone(); start += FRAMES_PER_CALL) {
      await this.#decodeSome(frames.slice(start, start + FRAMES_PER_CALL));
    }
  }

  async #decodeSome(frames: readonly FlacFrame[]): Promise<void> {
    const whole = frames.filter(({ bytes }) => bytes.length <= MAX_FRAME_BYTES);
    this.#lostFrames += frames.length - whole.length;
    const decoded = await this.#attempt(whole.map(({ bytes }) => bytes));
    if (decoded !== null) this.#emit(decoded.channelData, decoded.samplesDecoded, frames[0].position);
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

  #emit(planes: Float32Array[], frames: number, position: number): void {
    if (frames === 0) return;
    if (planes.length !== this.#layout.format.channels) {
      this.#lostFrames++;
      return;
    }
    for (const plane of planes) unscale(plane, this.#layout.format.bitDepth ?? 16);
    if (this.#frames === 0) this.firstCheck = sampleCheck(planes[0]);
    if (this.#frames - this.#entries.lastFrame >= this.#layout.format.sampleRateHz * ENTRY_SECONDS)
      this.#entries.note(position, this.#frames, planes[0]);
    this.#frames += frames;
    emitInBlocks(planes, frames, this.#onBlock);
  }

  async close(): Promise<void> {
    await this.#decoder.ready;
    this.#decoder.free();
  }

  entryPoints(): EntryPoints {
    return this.#entries.points(this.#frames);
  }

  finish(): Decoded {
    const warnings: string[] = [];
    const declared = this.#layout.format.frames;
    if (declared !== null && this.#frames < declared) {
      warnings.push(`truncated: STREAMINFO says ${declared} sample frames, ${this.#frames} could be decoded`);
    }
    if (this.#lostFrames > 0)
      warnings.push(`damaged: ${this.#lostFrames} FLAC frames (${this.#errors[0] ?? 'too long'})`);
    if (this.skippedBytes > 0) warnings.push(`garbage: ${this.skippedBytes} bytes are no FLAC frame`);
    return { frames: this.#frames, warnings };
  }
}

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
