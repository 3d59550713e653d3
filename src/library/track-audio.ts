/**
 * The audio of one track: once from start to end for the analysis, then the ranges that textures are made of, in memory that
 * does not grow with the track. Knows nothing of formats; `open-decoder.ts` does.
 *
 * One file, though a long one: a track that is streamed, kept and read again is one state, and its rules of failure hold for all of it.
 */
import { AUDIO_LIMITS, type AudioIdentity, type AudioProblem, type AudioResult, failed, rejected } from './audio.ts';
import type { Decoded, Decoder } from './decoder.ts';
import type { EntryPoints } from './entry-points.ts';
import { FfmpegDecoder } from './ffmpeg.ts';
import type { FfmpegLocator } from './ffmpeg-locator.ts';
import { changeSince, displayPath, type FileStamp, ioFailure, openRegularFile, sameStamp } from './file-stamp.ts';
import { type FoldWeights, foldDown, foldWeights } from './fold-down.ts';
import { type DecodingSource, openDecoder } from './open-decoder.ts';
import { PcmFileDecoder } from './pcm-file.ts';
import { type FrameRange, RangeCollector } from './range-collector.ts';
import { RangeSink } from './range-sink.ts';
import { RetainedPcm, type RetainLimits } from './retained-pcm.ts';

export type { FrameRange } from './range-collector.ts';

export interface DecodeSummary {
  readonly frames: number;
  /** `truncated: …`, `damaged: …`, `garbage: …`, `not-a-number: …`. */
  readonly warnings: readonly string[];
}

export interface TrackAudioOptions {
  readonly ffmpeg: FfmpegLocator;
  /** So much of the decoded audio is kept of a whole pass for the ranges that are read after it; null for none of it. */
  readonly retain: RetainLimits | null;
  /** What an earlier `stream` over the same audio found; makes another one unnecessary. */
  readonly entryPoints?: EntryPoints | null;
  readonly signal?: AbortSignal;
  /** What the file was when it was hashed: anything else is `source-changed`. */
  readonly expectedStamp?: FileStamp;
}

export interface TrackAudio {
  readonly sampleRateHz: number;
  /** Planes handed out: more than two source channels are folded down to stereo. */
  readonly channels: 1 | 2;
  readonly sourceChannels: number;
  /** Whether `readRanges` costs little more than the ranges themselves: PCM files, streams with entry points, and what was kept as a whole. */
  readonly readsAnywhere: boolean;
  /** Where decoding can begin, once that is known; null where there is no need of it, or no such place. */
  readonly entryPoints: EntryPoints | null;
  /** The whole track in order, in blocks of at most 65,536 frames that are valid only during the call. */
  stream(onBlock: (channels: readonly Float32Array[]) => void): Promise<AudioResult<DecodeSummary>>;
  /** One list of planes a range, in the order asked, clipped to what exists. The caller owns them; `newPlane` makes them, silent, where it is given. */
  readRanges(ranges: readonly FrameRange[], newPlane?: NewPlane): Promise<AudioResult<Float32Array[][]>>;
  close(): Promise<void>;
}

type NewPlane = (frames: number) => Float32Array;

/** Opens the audio of the file at `path`, which `identity` is of. The caller closes it. */
export async function openTrackAudio(
  path: string | Buffer,
  identity: AudioIdentity,
  options: TrackAudioOptions,
): Promise<AudioResult<TrackAudio>> {
  const opened = await openRegularFile(path);
  if (!opened.ok) return opened;
  const file = opened.value;
  const source: DecodingSource = {
    path,
    file,
    identity,
    ffmpeg: options.ffmpeg,
    signal: options.signal,
    entryPoints: options.entryPoints ?? null,
  };
  const decoder = await attemptOpen(source, options.expectedStamp);
  if (decoder.ok) return { ok: true, value: new DecodedTrack(source, decoder.value, options.retain) };
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
  readonly #retainLimits: RetainLimits | null;
  readonly #weights: FoldWeights | null;
  readonly #decoder: Decoder;
  #frames: number | null;
  #retained: RetainedPcm | null;

  constructor(source: DecodingSource, decoder: Decoder, retainLimits: RetainLimits | null) {
    this.#source = source;
    this.#decoder = decoder;
    this.#retainLimits = retainLimits;
    this.sampleRateHz = decoder.sampleRateHz;
    this.sourceChannels = decoder.channels;
    this.channels = decoder.channels === 1 ? 1 : 2;
    const { channels, channelMask } = decoder;
    this.#weights = channels > 2 ? foldWeights(channels, channelMask, source.identity.format.container) : null;
    this.#frames = decoder.frames;
    this.#retained = decoder.readsAnywhere ? this.#newRetained() : null;
  }

  get readsAnywhere(): boolean {
    return this.#decoder.readsAnywhere || this.#retained?.isWhole === true;
  }

  get entryPoints(): EntryPoints | null {
    return this.#decoder.entryPoints;
  }

  async stream(onBlock: (channels: readonly Float32Array[]) => void): Promise<AudioResult<DecodeSummary>> {
    const retained = this.#newRetained();
    const retain = retained?.writer(0);
    const decoded = await this.#pass((planes) => {
      onBlock(planes);
      retain?.(planes);
    });
    if (decoded.ok) this.#frames = decoded.value.frames;
    const isOfUse = decoded.ok && (retained?.isWhole || this.#decoder.readsAnywhere);
    if (!isOfUse) retained?.close();
    this.#retained?.close();
    this.#retained = isOfUse ? retained : null;
    return decoded;
  }

  async readRanges(
    ranges: readonly FrameRange[],
    newPlane: NewPlane = (frames) => new Float32Array(frames),
  ): Promise<AudioResult<Float32Array[][]>> {
    for (const { startFrame, endFrame } of ranges) {
      if (!(Number.isSafeInteger(startFrame) && startFrame >= 0 && endFrame >= startFrame)) {
        throw new RangeError(
          `a range runs from a frame at or after 0 to one not before it, got ${startFrame} to ${endFrame}`,
        );
      }
    }
    const found: Float32Array[][] = [];
    for (const range of ranges) {
      const read = await this.#readRange(range, newPlane);
      if (!read.ok) return read;
      if (read.value === null) return this.#decodeForRanges(ranges);
      found.push(read.value);
    }
    return this.#unlessChanged({ ok: true, value: found });
  }

  async close(): Promise<void> {
    this.#retained?.close();
    this.#retained = null;
    this.#decoder.close();
    await this.#source.file.handle.close();
  }

  /** Null for what can be read again as easily, and for a track of which only the whole would be of use and that is known not to fit. */
  #newRetained(): RetainedPcm | null {
    const limits = this.#retainLimits;
    if (limits === null || this.#decoder instanceof PcmFileDecoder) return null;
    const { container, bitDepth, frames } = this.#source.identity.format;
    const isInt16 = container === 'flac' && (bitDepth ?? 24) <= 16 && this.#weights === null;
    const bytes = (frames ?? 0) * this.channels * (isInt16 ? 2 : 4);
    const isInVain = this.#decoder instanceof FfmpegDecoder && bytes > limits.memoryBytes + limits.scratchBytes;
    return isInVain ? null : new RetainedPcm(this.channels, isInt16, limits);
  }

  /** One range, from what is kept and by decoding little else; null when only a whole pass can give it. */
  async #readRange(
    { startFrame, endFrame }: FrameRange,
    newPlane: NewPlane,
  ): Promise<AudioResult<Float32Array[] | null>> {
    const frames = this.#frames;
    if (frames === null || !this.readsAnywhere) return { ok: true, value: null };
    const range = { startFrame: Math.min(startFrame, frames), endFrame: Math.min(endFrame, frames) };
    const planes = Array.from({ length: this.channels }, () => newPlane(range.endFrame - range.startFrame));
    for (const gap of this.#retained?.copy(range, planes) ?? [range]) {
      const filled = await this.#fill(gap, range, planes);
      if (!filled.ok) return filled;
      if (!filled.value) return { ok: true, value: null };
    }
    return { ok: true, value: planes };
  }

  /** Decodes `gap`, keeps it, and puts what lies in `range` into `planes`. False when a whole pass is needed after all. */
  async #fill(gap: FrameRange, range: FrameRange, planes: readonly Float32Array[]): Promise<AudioResult<boolean>> {
    const retain = this.#retained?.writer(gap.startFrame);
    let at = Math.max(0, gap.startFrame - range.startFrame);
    const wanted = new RangeSink(range, gap.startFrame, (blocks, count) => {
      for (const [channel, block] of blocks.entries()) planes[channel].set(block, at);
      at += count;
    });
    return this.#guarded(async () => {
      const isRight = await this.#decoder.decodeRange(
        gap,
        this.#folding((blocks) => {
          retain?.(blocks);
          wanted.push(blocks, blocks[0].length);
        }),
      );
      return { ok: true, value: isRight };
    });
  }

  /** All ranges in one pass, which is kept for later ones where it fits. */
  async #decodeForRanges(ranges: readonly FrameRange[]): Promise<AudioResult<Float32Array[][]>> {
    const collector = new RangeCollector(ranges, this.channels);
    const decoded = await this.stream((planes) => collector.push(planes));
    return decoded.ok ? { ok: true, value: collector.ranges() } : decoded;
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

  async #guarded<T>(pass: () => Promise<AudioResult<T>>): Promise<AudioResult<T>> {
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
