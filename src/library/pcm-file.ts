/**
 * Reads plain PCM (WAV, AIFF) straight from the file, from start to end or by position. Knows nothing of chunks or headers.
 */
import type { AudioResult } from './audio.ts';
import type { ByteReader } from './byte-reader.ts';
import { type BlockSink, type Decoded, type Decoder, MAX_BLOCK_FRAMES } from './decoder.ts';
import type { AudioLayout, SampleEncoding } from './layout.ts';
import { decodePcm } from './pcm.ts';
import type { FrameRange } from './range-collector.ts';

const MAX_BLOCK_BYTES = 4 << 20;

export class PcmFileDecoder implements Decoder {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly channelMask: number;
  readonly frames: number;
  readonly entryPoints = null;
  readonly readsAnywhere = true;
  readonly #reader: ByteReader;
  readonly #layout: AudioLayout;
  readonly #encoding: SampleEncoding;
  /** What one block is decoded into; used again for the next. */
  #planes: readonly Float32Array[] = [];

  constructor(reader: ByteReader, layout: AudioLayout, encoding: SampleEncoding) {
    this.sampleRateHz = layout.format.sampleRateHz;
    this.channels = layout.format.channels;
    this.channelMask = layout.channelMask;
    this.frames = layout.format.frames ?? 0;
    this.#reader = reader;
    this.#layout = layout;
    this.#encoding = encoding;
  }

  async decode(onBlock: BlockSink): Promise<AudioResult<Decoded>> {
    const { frames, replaced } = await this.#read({ startFrame: 0, endFrame: this.frames }, onBlock);
    const warnings = this.#layout.warnings.filter((warning) => warning.startsWith('truncated:'));
    if (replaced > 0) warnings.push(`not-a-number: ${replaced} samples that are no finite number became 0`);
    return { ok: true, value: { frames, warnings } };
  }

  async decodeRange(range: FrameRange, onBlock: BlockSink): Promise<boolean> {
    await this.#read(range, onBlock);
    return true;
  }

  close(): void {}

  async #read({ startFrame, endFrame }: FrameRange, onBlock: BlockSink): Promise<{ frames: number; replaced: number }> {
    const bytesPerFrame = this.#encoding.bytesPerSample * this.channels;
    const end = Math.min(endFrame, this.frames);
    const blockFrames = Math.max(
      1,
      Math.min(MAX_BLOCK_FRAMES, Math.floor(MAX_BLOCK_BYTES / bytesPerFrame), end - startFrame),
    );
    const planes = this.#planesOf(blockFrames);
    let replaced = 0;
    let frame = startFrame;
    while (frame < end) {
      const wanted = Math.min(blockFrames, end - frame);
      const bytes = await this.#reader.read(this.#layout.audioStart + frame * bytesPerFrame, wanted * bytesPerFrame);
      const got = Math.floor(bytes.length / bytesPerFrame);
      if (got === 0) break;
      replaced += decodePcm(bytes, this.#encoding, planes, got);
      onBlock(got === blockFrames ? planes : planes.map((plane) => plane.subarray(0, got)), got);
      frame += got;
    }
    return { frames: Math.max(0, frame - startFrame), replaced };
  }

  #planesOf(frames: number): readonly Float32Array[] {
    if ((this.#planes[0]?.length ?? 0) < frames)
      this.#planes = Array.from({ length: this.channels }, () => new Float32Array(frames));
    return this.#planes[0].length === frames ? this.#planes : this.#planes.map((plane) => plane.subarray(0, frames));
  }
}
