/**
 * Decodes MPEG audio in this process. Only whole frames that the frame walker vouches for reach the decoder. Knows nothing of
 * tags.
 */
import { type MPEGDecodedAudio, MPEGDecoder } from 'mpg123-decoder';
import type { AudioFormat, AudioResult } from './audio.ts';
import { byteBlocks } from './byte-blocks.ts';
import type { ByteReader } from './byte-reader.ts';
import { DecoderStuck, withCapturedErrors } from './captured-errors.ts';
import { type BlockSink, type Decoded, type Decoder, emitInBlocks } from './decoder.ts';
import type { AudioLayout } from './layout.ts';
import { mp3Warnings } from './mp3-head.ts';
import { MpegFrameWalker } from './mpeg-frames.ts';

/** What is lost when the decoder gets stuck is one call: short enough not to matter, long enough to be fast. */
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

  /** `format` is the identity's: the layout of an MP3 does not know it. */
  constructor(reader: ByteReader, layout: AudioLayout, format: AudioFormat) {
    this.sampleRateHz = format.sampleRateHz;
    this.channels = format.channels;
    this.#reader = reader;
    this.#layout = layout;
  }

  async decode(onBlock: BlockSink): Promise<AudioResult<Decoded>> {
    const pass = new Mp3Pass(this.channels, onBlock);
    let queue: Buffer[] = [];
    const walker = new MpegFrameWalker((frame) => queue.push(frame));
    try {
      for await (const block of byteBlocks(this.#reader, this.#layout.audioStart, this.#layout.audioEnd)) {
        walker.push(block);
        await pass.decode(queue);
        queue = [];
      }
      const stream = walker.end();
      await pass.decode(queue);
      const truncated =
        stream === null ? [] : mp3Warnings(stream).filter((warning) => warning.startsWith('truncated:'));
      return { ok: true, value: { frames: pass.frames, warnings: [...truncated, ...pass.warnings()] } };
    } finally {
      await pass.close();
    }
  }
}

class Mp3Pass {
  readonly #channels: number;
  readonly #onBlock: BlockSink;
  readonly #errors: string[] = [];
  #decoder = new MPEGDecoder();
  frames = 0;

  constructor(channels: number, onBlock: BlockSink) {
    this.#channels = channels;
    this.#onBlock = onBlock;
  }

  async decode(frames: readonly Buffer[]): Promise<void> {
    await this.#decoder.ready;
    for (let start = 0; start < frames.length && this.#errors.length < MAX_ERRORS; start += FRAMES_PER_CALL) {
      await this.#decodeSome(Buffer.concat(frames.slice(start, start + FRAMES_PER_CALL)));
    }
  }

  async #decodeSome(bytes: Buffer): Promise<void> {
    const decoded = await this.#attempt(bytes);
    if (decoded === null || decoded.samplesDecoded === 0) return;
    this.frames += decoded.samplesDecoded;
    // Mono comes as two equal planes.
    emitInBlocks(decoded.channelData.slice(0, this.#channels), decoded.samplesDecoded, this.#onBlock);
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

  async close(): Promise<void> {
    await this.#decoder.ready;
    this.#decoder.free();
  }

  warnings(): string[] {
    if (this.#errors.length === 0) return [];
    const kind = this.#errors.length < MAX_ERRORS ? 'damaged' : 'truncated';
    return [`${kind}: ${this.#errors.length} decoder errors, the first: ${this.#errors[0]}`];
  }
}
