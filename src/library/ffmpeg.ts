/**
 * Decodes with ffmpeg whatever this process does not: one start a pass, streamed in blocks. Knows nothing of where ffmpeg is.
 */
import type { FileHandle } from 'node:fs/promises';
import { type AudioResult, type Container, failed, rejected } from './audio.ts';
import { bufferReader } from './byte-reader.ts';
import { type BlockSink, type Decoded, type Decoder, emitInBlocks } from './decoder.ts';
import { type FfmpegExit, type FfmpegProcess, startFfmpeg } from './ffmpeg-process.ts';
import { displayPath } from './file-stamp.ts';
import type { AudioLayout } from './layout.ts';
import { decodePcm } from './pcm.ts';
import { parseWav } from './wav.ts';

const MAX_HEADER_BYTES = 65_536;
const FLOAT32 = { kind: 'float', bytesPerSample: 4, littleEndian: true } as const;

export interface FfmpegSource {
  readonly binary: string;
  readonly path: string | Buffer;
  readonly handle: FileHandle;
  readonly container: Container;
  readonly signal: AbortSignal | undefined;
}

/** A pass that has begun: ffmpeg waits with the rest until it is read. */
interface Pass {
  readonly process: FfmpegProcess;
  readonly chunks: AsyncIterator<Buffer>;
  readonly head: AudioLayout;
  /** Audio bytes that came along with the header. */
  readonly firstAudio: Buffer;
}

export class FfmpegDecoder implements Decoder {
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly channelMask: number;
  readonly frames = null;
  readonly entryPoints = null;
  readonly readsAnywhere = false;
  readonly #source: FfmpegSource;
  /** The pass that told the format; the first `decode` carries on with it. */
  #begun: Pass | null;

  private constructor(source: FfmpegSource, begun: Pass) {
    this.sampleRateHz = begun.head.format.sampleRateHz;
    this.channels = begun.head.format.channels;
    this.channelMask = begun.head.channelMask;
    this.#source = source;
    this.#begun = begun;
  }

  /** Starts ffmpeg and waits for the format: only the decoder knows it for certain (HE-AAC doubles the rate of its header). */
  static async open(source: FfmpegSource): Promise<AudioResult<FfmpegDecoder>> {
    const begun = await begin(source);
    return begun.ok ? { ok: true, value: new FfmpegDecoder(source, begun.value) } : begun;
  }

  async decode(onBlock: BlockSink): Promise<AudioResult<Decoded>> {
    const begun: AudioResult<Pass> =
      this.#begun === null ? await begin(this.#source) : { ok: true, value: this.#begun };
    this.#begun = null;
    if (!begun.ok) return begun;
    const pass = begun.value;
    try {
      const { frames, replaced } = await pump(pass, onBlock);
      const exit = await pass.process.exited;
      return frames === 0 ? problemOf(exit, this.#source) : outcome(exit, frames, replaced, this.#source);
    } finally {
      pass.process.kill();
    }
  }

  decodeRange(): Promise<boolean> {
    return Promise.resolve(false);
  }

  close(): void {
    this.#begun?.process.kill();
    this.#begun = null;
  }
}

async function begin(source: FfmpegSource): Promise<AudioResult<Pass>> {
  const process = startFfmpeg(source.binary, source, source.container, source.signal);
  const chunks = (process.output as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
  let bytes: Buffer = Buffer.alloc(0);
  while (bytes.length < MAX_HEADER_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    bytes = Buffer.concat([bytes, next.value]);
    const head = await parseWav(bufferReader(bytes), 0);
    if (!head.ok) continue;
    return {
      ok: true,
      value: { process, chunks, head: head.value, firstAudio: bytes.subarray(head.value.audioStart) },
    };
  }
  process.kill();
  return problemOf(await process.exited, source);
}

async function pump(pass: Pass, onBlock: BlockSink): Promise<{ frames: number; replaced: number }> {
  const { channels } = pass.head.format;
  const bytesPerFrame = channels * FLOAT32.bytesPerSample;
  let frames = 0;
  let replaced = 0;
  let rest = pass.firstAudio;
  for (;;) {
    const whole = Math.floor(rest.length / bytesPerFrame);
    if (whole > 0) {
      const planes = Array.from({ length: channels }, () => new Float32Array(whole));
      replaced += decodePcm(rest, FLOAT32, planes, whole);
      emitInBlocks(planes, whole, onBlock);
      frames += whole;
      rest = rest.subarray(whole * bytesPerFrame);
    }
    const next = await pass.chunks.next();
    if (next.done === true) return { frames, replaced };
    rest = rest.length === 0 ? next.value : Buffer.concat([rest, next.value]);
  }
}

/** With `-xerror` ffmpeg stops at the first error: what came before is the track, cut short. */
function outcome(exit: FfmpegExit, frames: number, replaced: number, source: FfmpegSource): AudioResult<Decoded> {
  if (exit.exitCode === null) return problemOf(exit, source);
  const warnings =
    exit.exitCode === 0 ? [] : [`truncated: decoding stopped after ${frames} sample frames (${exit.message})`];
  if (replaced > 0) warnings.push(`not-a-number: ${replaced} samples that are no finite number became 0`);
  return { ok: true, value: { frames, warnings } };
}

function problemOf(exit: FfmpegExit, source: FfmpegSource): AudioResult<never> {
  if (source.signal?.aborted) return failed({ reason: 'interrupted', signal: 'SIGTERM' });
  if (exit.exitCode === null) {
    const detail = exit.signal === null ? exit.message : `ffmpeg ended by ${exit.signal}`;
    return failed({ reason: 'decoder-failed', path: displayPath(source.path), detail });
  }
  return rejected('unreadable', exit.exitCode === 0 ? 'no sample frames' : exit.message, 'audio that decodes');
}
