/**
 * Decodes MPEG audio in this process. Only whole frames that the frame walker vouches for reach the decoder. Decodes from the middle, too, to
 * the very samples of a whole pass. Knows nothing of tags.
 *
 * One file, though a long one: a pass and its decoder share what the decoder has not handed out yet.
 */
import { type MPEGDecodedAudio, MPEGDecoder } from 'mpg123-decoder';
import type { AudioFormat, AudioResult } from './audio.ts';
import { byteBlocks } from './byte-blocks.ts';
import type { ByteReader } from './byte-reader.ts';
import { DecoderStuck, withCapturedErrors } from './captured-errors.ts';
import { type BlockSink, type Decoded, type Decoder, emitInBlocks } from './decoder.ts';
import { EntryPointLog, type EntryPoints, entryFor, sampleCheck } from './entry-points.ts';
import type { AudioLayout } from './layout.ts';
import { DECODER_DELAY_SAMPLES, mp3Warnings } from './mp3-head.ts';
import { type MpegFrame, MpegFrameWalker, type MpegStream } from './mpeg-frames.ts';
import type { FrameRange } from './range-collector.ts';
import { RangeSink } from './range-sink.ts';

/** What is lost when the decoder gets stuck is one call: short enough not to matter, long enough to be fast. A multiple of 8: see `Mp3Pass`. */
const FRAMES_PER_CALL = 16;
/** Errors of one call that mean the decoder's loop will not end. */
const MAX_MESSAGES = 4;
/** Errors of one file after which the rest is given up. */
const MAX_ERRORS = 64;

export class Mp3StreamDecoder implements Decoder {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly channelMask = 0;
  readonly #reader: ByteReader;
  readonly #layout: AudioLayout;
  #entryPoints: EntryPoints | null;

  /** `format` is the identity's: the layout of an MP3 does not know it. */
  constructor(reader: ByteReader, layout: AudioLayout, format: AudioFormat, entryPoints: EntryPoints | null) {
    this.sampleRateHz = format.sampleRateHz;
    this.channels = format.channels;
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
    const pass = new Mp3Pass(this.channels, onBlock);
    const stream = await this.#feed(pass, 0, () => false);
    this.#entryPoints = stream === null ? null : pass.entryPoints(stream);
    const truncated = stream === null ? [] : mp3Warnings(stream).filter((warning) => warning.startsWith('truncated:'));
    return { ok: true, value: { frames: pass.frames, warnings: [...truncated, ...pass.warnings()] } };
  }

  async decodeRange({ startFrame, endFrame }: FrameRange, onBlock: BlockSink): Promise<boolean> {
    const points = this.#entryPoints;
    if (points === null) return false;
    const entry = entryFor(points, startFrame);
    const isBeginning = entry < 0;
    const range = { startFrame, endFrame: Math.min(endFrame, points.totalFrames) };
    const sink = new RangeSink(range, isBeginning ? 0 : points.frames[entry], onBlock);
    const pass = new Mp3Pass(this.channels, sink.push, isBeginning ? 0 : 1);
    await this.#feed(pass, isBeginning ? 0 : points.bytes[entry], () => sink.isDone);
    const isInPhase = isBeginning || (!pass.dropsFirstFrame && pass.firstCheck === points.checks[entry]);
    const isRight = pass.isSound && isInPhase;
    if (!isRight) this.#entryPoints = null;
    return isRight;
  }

  close(): void {}

  /** What the stream was, unless it was left before its end. */
  async #feed(pass: Mp3Pass, startByte: number, isDone: () => boolean): Promise<MpegStream | null> {
    const { audioStart, audioEnd } = this.#layout;
    let queue: MpegFrame[] = [];
    const walker = new MpegFrameWalker((frame) => queue.push(frame), startByte);
    const decodeAtLeast = async (frames: number): Promise<void> => {
      while (queue.length >= frames && !isDone()) {
        pass.dropsFirstFrame = walker.hasInfoFrame;
        await pass.decode(queue.splice(0, pass.nextCallFrames));
      }
    };
    try {
      for await (const block of byteBlocks(this.#reader, audioStart + startByte, audioEnd)) {
        walker.push(block);
        await decodeAtLeast(FRAMES_PER_CALL + 1);
        if (isDone()) return null;
        queue = queue.map(({ bytes, position }) => ({ bytes: Buffer.from(bytes), position }));
      }
      const stream = walker.end();
      await decodeAtLeast(1);
      return stream;
    } finally {
      await pass.close();
    }
  }
}

/**
 * Calls of `FRAMES_PER_CALL` frames, each of which is an entry point. A decoder that begins with the call before one has by then all the past
 * that matters: the bit reservoir (at most 511 bytes, ISO/IEC 11172-3 section 2.4.2.7), the overlap of one frame and the filter bank's 15 slots.
 * It rounds in the same order, too, as the filter bank's buffer turns once in 16 slots: whole turns in any multiple of 8 frames.
 */
class Mp3Pass {
  readonly #channels: number;
  readonly #onBlock: BlockSink;
  readonly #silentCalls: number;
  readonly #errors: string[] = [];
  readonly #entries = new EntryPointLog();
  #decoder = new MPEGDecoder();
  #firstCallSamples = 0;
  #callSamples = 0;
  #lastCallSamples = 0;
  #isSteady = true;
  #lastCallByte = 0;
  /** `sampleCheck` of what is handed out first. */
  firstCheck: number | null = null;
  /** Whether the first frame carries the encoder's notes: the decoder makes no sound of it. */
  dropsFirstFrame = false;
  frames = 0;
  #calls = 0;

  /** What the first `silentCalls` calls give is not handed out. */
  constructor(channels: number, onBlock: BlockSink, silentCalls = 0) {
    this.#channels = channels;
    this.#onBlock = onBlock;
    this.#silentCalls = silentCalls;
  }

  /** All calls begin in the same phase. */
  get nextCallFrames(): number {
    return this.#calls === 0 && this.dropsFirstFrame ? FRAMES_PER_CALL + 1 : FRAMES_PER_CALL;
  }

  get isSound(): boolean {
    return this.#errors.length === 0;
  }

  /** One call, or none after too many errors. */
  async decode(frames: readonly MpegFrame[]): Promise<void> {
    if (this.#errors.length >= MAX_ERRORS) return;
    await this.#decoder.ready;
    const decoded = await this.#attempt(Buffer.concat(frames.map(({ bytes }) => bytes)));
    if (decoded !== null && decoded.samplesDecoded > 0) this.#emit(decoded);
    this.#lastCallSamples = decoded?.samplesDecoded ?? 0;
    this.#lastCallByte = frames[0].position;
    this.#calls++;
  }

  async #attempt(bytes: Buffer): Promise<MPEGDecodedAudio | null> {
    try {
      return withCapturedErrors(this.#errors, MAX_MESSAGES, () => this.#decoder.decode(bytes));
    } catch (error) {
      // Stuck or trapped: neither instance can be trusted with the next frame.
      if (!(error instanceof DecoderStuck)) this.#errors.push(error instanceof Error ? error.message : String(error));
      this.#decoder = new MPEGDecoder();
      await this.#decoder.ready;
      return null;
    }
  }

  #emit({ channelData, samplesDecoded }: MPEGDecodedAudio): void {
    if (this.#calls === 0) this.#firstCallSamples = samplesDecoded;
    if (this.#calls === 1) this.#callSamples = samplesDecoded;
    if (this.#calls === this.#silentCalls) this.firstCheck = sampleCheck(channelData[0]);
    if (this.#calls > 1 && this.#lastCallSamples !== this.#callSamples) this.#isSteady = false;
    if (this.#calls > 1) this.#entries.note(this.#lastCallByte, this.frames, channelData[0]);
    this.frames += samplesDecoded;
    // Mono comes as two equal planes.
    if (this.#calls >= this.#silentCalls)
      emitInBlocks(channelData.slice(0, this.#channels), samplesDecoded, this.#onBlock);
  }

  /**
   * Null where a decoder in the middle might be in another state than one that came from the beginning: when the frame with the encoder's notes
   * was taken for audio or the other way round, or when the decoder left out something in the middle (as it does where two files were joined).
   */
  entryPoints({ gapless }: MpegStream): EntryPoints | null {
    const trimmed = gapless === null ? 0 : gapless.delaySamples + DECODER_DELAY_SAMPLES;
    const isInPhase = this.#firstCallSamples + trimmed === this.#callSamples;
    return this.isSound && this.#isSteady && isInPhase ? this.#entries.points(this.frames) : null;
  }

  async close(): Promise<void> {
    await this.#decoder.ready;
    this.#decoder.free();
  }

  warnings(): string[] {
    if (this.isSound) return [];
    const kind = this.#errors.length < MAX_ERRORS ? 'damaged' : 'truncated';
    return [`${kind}: ${this.#errors.length} decoder errors, the first: ${this.#errors[0]}`];
  }
}
