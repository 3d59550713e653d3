/**
 * The audio of one track: once from start to end for the analysis, then the ranges that textures are made of, in memory that
 * does not grow with the track. Knows nothing of formats; `open-decoder.ts` does.
 */
import { AUDIO_LIMITS, type AudioIdentity, type AudioProblem, type AudioResult, failed, rejected } from './audio.ts';
import type { Decoded, Decoder } from './decoder.ts';
import { FfmpegDecoder } from './ffmpeg.ts';
import type { FfmpegLocator } from './ffmpeg-locator.ts';
import { changeSince, displayPath, type FileStamp, ioFailure, openRegularFile, sameStamp } from './file-stamp.ts';
import { type FoldWeights, foldDown, foldWeights } from './fold-down.ts';
import { type DecodingSource, openDecoder } from './open-decoder.ts';
import { PcmFileDecoder } from './pcm-file.ts';
import { type FrameRange, RangeCollector } from './range-collector.ts';
import { RetainedPcm } from './retained-pcm.ts';

export type { FrameRange } from './range-collector.ts';

export interface DecodeSummary {
  readonly frames: number;
  /** `truncated: …`, `damaged: …`, `garbage: …`, `not-a-number: …`. */
  readonly warnings: readonly string[];
}

export interface TrackAudioOptions {
  readonly ffmpeg: FfmpegLocator;
  /** Decoded audio is kept between the two looks at it up to this size; longer tracks are decoded twice. */
  readonly retainBytes: number;
  readonly signal?: AbortSignal;
  /** What the file was when it was hashed: anything else is `source-changed`. */
  readonly expectedStamp?: FileStamp;
}

export interface TrackAudio {
  readonly sampleRateHz: number;
  /** Planes handed out: more than two source channels are folded down to stereo. */
  readonly channels: 1 | 2;
  readonly sourceChannels: number;
  /** Whether `readRanges` costs no decoding: PCM files, and whatever was kept of the pass before. */
  readonly readsAnywhere: boolean;
  /** The whole track in order, in blocks of at most 65,536 frames that are valid only during the call. */
  stream(onBlock: (channels: readonly Float32Array[]) => void): Promise<AudioResult<DecodeSummary>>;
  /** One list of planes a range, in the order asked, clipped to what exists. The caller owns them. */
  readRanges(ranges: readonly FrameRange[]): Promise<AudioResult<Float32Array[][]>>;
  close(): Promise<void>;
}

/** Opens the audio of the file at `path`, which `identity` is of. The caller closes it. */
export async function openTrackAudio(
  path: string | Buffer,
  identity: AudioIdentity,
  options: TrackAudioOptions,
): Promise<AudioResult<TrackAudio>> {
  const opened = await openRegularFile(path);
  if (!opened.ok) return opened;
  const file = opened.value;
  const source: DecodingSource = { path, file, identity, ffmpeg: options.ffmpeg, signal: options.signal };
  const decoder = await attemptOpen(source, options.expectedStamp);
  if (decoder.ok) return { ok: true, value: new DecodedTrack(source, decoder.value, options.retainBytes) };
  await file.handle.close();
  return decoder;
}

async function attemptOpen(source: DecodingSource, expected: FileStamp | undefined): Promise<AudioResult<Decoder>> {
  if (expected !== undefined && !sameStamp(expected, source.file.stamp)) {
    return failed({ reason: 'source-changed', path: displayPath(source.path) });
  }
  try {
    return await openDecoder(source);
  } catch (error) {
    return failed(ioFailure('read', source.path, error));
  }
}

/** Ends a pass from within a block: the only way out of a decoder that still has audio to give. */
class PassEnded extends Error {
  readonly problem: AudioProblem;

  constructor(problem: AudioProblem) {
    super('the pass has been ended');
    this.problem = problem;
  }
}

class DecodedTrack implements TrackAudio {
  readonly sampleRateHz: number;
  readonly channels: 1 | 2;
  readonly sourceChannels: number;
  readonly #source: DecodingSource;
  readonly #retainBytes: number;
  readonly #weights: FoldWeights | null;
  readonly #decoder: Decoder;
  #retained: RetainedPcm | null = null;

  constructor(source: DecodingSource, decoder: Decoder, retainBytes: number) {
    this.#source = source;
    this.#decoder = decoder;
    this.#retainBytes = retainBytes;
    this.sampleRateHz = decoder.sampleRateHz;
    this.sourceChannels = decoder.channels;
    this.channels = decoder.channels === 1 ? 1 : 2;
    const { channels, channelMask } = decoder;
    this.#weights = channels > 2 ? foldWeights(channels, channelMask, source.identity.format.container) : null;
  }

  get readsAnywhere(): boolean {
    return this.#retained !== null || this.#decoder instanceof PcmFileDecoder;
  }

  async stream(onBlock: (channels: readonly Float32Array[]) => void): Promise<AudioResult<DecodeSummary>> {
    const retained = this.#newRetained();
    const decoded = await this.#pass((planes) => {
      onBlock(planes);
      retained?.push(planes);
    });
    this.#retained = decoded.ok && retained?.holdsAll ? retained : null;
    return decoded;
  }

  async readRanges(ranges: readonly FrameRange[]): Promise<AudioResult<Float32Array[][]>> {
    for (const { startFrame, endFrame } of ranges) {
      if (!(Number.isSafeInteger(startFrame) && startFrame >= 0 && endFrame >= startFrame)) {
        throw new RangeError(
          `a range runs from a frame at or after 0 to one not before it, got ${startFrame} to ${endFrame}`,
        );
      }
    }
    const retained = this.#retained;
    if (retained === null) return this.#decodeRanges(ranges);
    const clip = (frame: number): number => Math.min(frame, retained.frames);
    const planes = ranges.map(({ startFrame, endFrame }) => retained.read(clip(startFrame), clip(endFrame)));
    return this.#unlessChanged({ ok: true, value: planes });
  }

  async close(): Promise<void> {
    this.#retained = null;
    if (this.#decoder instanceof FfmpegDecoder) this.#decoder.close();
    await this.#source.file.handle.close();
  }

  /** Null for plain PCM, which can be read again, and for a track that is known not to fit. */
  #newRetained(): RetainedPcm | null {
    if (this.#decoder instanceof PcmFileDecoder) return null;
    const { container, bitDepth, frames } = this.#source.identity.format;
    const isInt16 = container === 'flac' && (bitDepth ?? 24) <= 16 && this.#weights === null;
    const bytes = (frames ?? 0) * this.channels * (isInt16 ? 2 : 4);
    return bytes > this.#retainBytes ? null : new RetainedPcm(this.channels, isInt16, this.#retainBytes);
  }

  async #decodeRanges(ranges: readonly FrameRange[]): Promise<AudioResult<Float32Array[][]>> {
    const decoder = this.#decoder;
    if (!(decoder instanceof PcmFileDecoder)) {
      const collector = new RangeCollector(ranges, this.channels);
      const decoded = await this.#pass((planes) => collector.push(planes));
      return decoded.ok ? { ok: true, value: collector.ranges() } : decoded;
    }
    const found: Float32Array[][] = [];
    const read = await this.#guarded(async () => {
      for (const { startFrame, endFrame } of ranges) {
        const collector = new RangeCollector([{ startFrame: 0, endFrame: endFrame - startFrame }], this.channels);
        await decoder.readRange(
          startFrame,
          endFrame,
          this.#folding((planes) => collector.push(planes)),
        );
        found.push(...collector.ranges());
      }
      return { ok: true, value: { frames: 0, warnings: [] } };
    });
    return read.ok ? { ok: true, value: found } : read;
  }

  async #pass(onBlock: (planes: readonly Float32Array[]) => void): Promise<AudioResult<Decoded>> {
    const decoded = await this.#guarded(() => this.#decoder.decode(this.#folding(onBlock)));
    return decoded.ok && decoded.value.frames === 0 ? nothingDecoded(decoded.value) : decoded;
  }

  /** Adapts a sink for one or two planes to the source's channels, and watches over length and interruption. */
  #folding(
    onBlock: (planes: readonly Float32Array[]) => void,
  ): (planes: readonly Float32Array[], frames: number) => void {
    const maxFrames = AUDIO_LIMITS.durationSeconds * this.sampleRateHz;
    const weights = this.#weights;
    let total = 0;
    return (planes, frames) => {
      total += frames;
      if (this.#source.signal?.aborted)
        throw new PassEnded({ kind: 'failed', failure: { reason: 'interrupted', signal: 'SIGTERM' } });
      if (total > maxFrames) throw new PassEnded(tooLong());
      if (weights === null) {
        onBlock(planes);
        return;
      }
      const folded = [new Float32Array(frames), new Float32Array(frames)];
      foldDown(planes, weights, folded[0], folded[1], frames);
      onBlock(folded);
    };
  }

  async #guarded(pass: () => Promise<AudioResult<Decoded>>): Promise<AudioResult<Decoded>> {
    try {
      return await this.#unlessChanged(await pass());
    } catch (error) {
      if (error instanceof PassEnded) return { ok: false, failure: error.problem };
      return failed(ioFailure('read', this.#source.path, error));
    }
  }

  /** What was read from a file that changed meanwhile belongs to neither version of it. */
  async #unlessChanged<T>(result: AudioResult<T>): Promise<AudioResult<T>> {
    const change = await changeSince(this.#source.file, this.#source.path);
    return change === null ? result : failed(change);
  }
}

function nothingDecoded(decoded: Decoded): AudioResult<never> {
  return rejected('unreadable', decoded.warnings[0] ?? 'no sample frames', 'audio that decodes');
}

function tooLong(): AudioProblem {
  const limit = `${AUDIO_LIMITS.durationSeconds} s`;
  return { kind: 'rejected', rejection: { rule: 'too-large', measured: `more than ${limit}`, threshold: limit } };
}
