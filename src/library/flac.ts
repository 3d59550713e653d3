/**
 * Decodes FLAC in this process, frame by frame, bit-exact; from any frame on, once a whole pass has noted where frames are. Knows nothing of
 * tags, nor of what is in a frame.
 */
import type { AudioResult } from './audio.ts';
import { byteBlocks } from './byte-blocks.ts';
import type { ByteReader } from './byte-reader.ts';
import { type BlockSink, type Decoded, type Decoder, emitInBlocks } from './decoder.ts';
import { EntryPointLog, type EntryPoints, entryFor, sampleCheck } from './entry-points.ts';
import { FlacFrameDecoder } from './flac-frame.ts';
import { type FlacFrame, FlacFrameSplitter } from './flac-frames.ts';
import type { AudioLayout } from './layout.ts';
import type { FrameRange } from './range-collector.ts';
import { RangeSink } from './range-sink.ts';

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
    const splitter = new FlacFrameSplitter(startByte, (frame) => {
      if (!isDone()) pass.decode(frame);
    });
    for await (const block of byteBlocks(this.#reader, audioStart + startByte, audioEnd)) {
      splitter.push(block);
      if (isDone()) return;
    }
    splitter.end();
    pass.skippedBytes = splitter.skippedBytes;
  }
}

/** One run over neighbouring frames. */
class FlacPass {
  readonly #layout: AudioLayout;
  readonly #onBlock: BlockSink;
  readonly #decoder: FlacFrameDecoder;
  readonly #entries = new EntryPointLog();
  #frames = 0;
  #lostFrames = 0;
  /** What was wrong with the first of them. */
  #fault = '';
  /** `sampleCheck` of the first samples. */
  firstCheck: number | null = null;
  skippedBytes = 0;

  constructor(layout: AudioLayout, onBlock: BlockSink) {
    const { channels, bitDepth } = layout.format;
    this.#layout = layout;
    this.#onBlock = onBlock;
    this.#decoder = new FlacFrameDecoder(channels, bitDepth ?? 16);
  }

  /** Whether every byte was sound. */
  get isWhole(): boolean {
    return this.#lostFrames === 0 && this.skippedBytes === 0;
  }

  decode(frame: FlacFrame): void {
    const decoded = this.#decoder.decode(frame);
    if (decoded.ok) this.#emit(decoded.value, frame.samples, frame.position);
    else if (this.#lostFrames++ === 0) this.#fault = decoded.failure;
  }

  #emit(planes: readonly Float32Array[], frames: number, position: number): void {
    if (this.#frames === 0) this.firstCheck = sampleCheck(planes[0]);
    if (this.#frames - this.#entries.lastFrame >= this.#layout.format.sampleRateHz * ENTRY_SECONDS)
      this.#entries.note(position, this.#frames, planes[0]);
    this.#frames += frames;
    emitInBlocks(planes, frames, this.#onBlock);
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
    if (this.#lostFrames > 0) warnings.push(`damaged: ${this.#lostFrames} FLAC frames (${this.#fault})`);
    if (this.skippedBytes > 0) warnings.push(`garbage: ${this.skippedBytes} bytes are no FLAC frame`);
    return { frames: this.#frames, warnings };
  }
}
