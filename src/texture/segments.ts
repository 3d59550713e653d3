/**
 * Fetches the audio that textures are made of, at the output's rate. A source at a time where the track can be read anywhere at no cost,
 * so that no more than one texture's audio is in memory; all at once where each look means decoding again. Knows nothing of kinds.
 */
import { resample } from '../dsp/resample.ts';
import type { AudioProblem } from '../library/audio.ts';
import type { FrameRange, TrackAudio } from '../library/track-audio.ts';
import { ok, type Result } from '../result.ts';
import type { Channels, TexturePlan, TextureSource } from './texture.ts';

export class SegmentReader {
  readonly #audio: TrackAudio;
  readonly #outputRateHz: number;
  /** What has not been handed out yet, where everything is fetched in one pass. */
  #waiting: Map<TextureSource, readonly Channels[]> | null = null;
  readonly #sources: readonly TextureSource[];

  /** `plans` are all that will be asked for: sources that several share are fetched once. */
  constructor(audio: TrackAudio, plans: readonly TexturePlan[], outputRateHz: number) {
    this.#audio = audio;
    this.#outputRateHz = outputRateHz;
    this.#sources = [...new Set(plans.flatMap((plan) => plan.sources))];
  }

  /** The segments of `source`, one for each of its ranges. Each source is read once. */
  async read(source: TextureSource): Promise<Result<readonly Channels[], AudioProblem>> {
    if (this.#audio.readsAnywhere) {
      const read = await this.#audio.readRanges(this.#framesOf(source));
      return read.ok ? ok(this.#atOutputRate(read.value)) : read;
    }
    const fetched = this.#waiting === null ? await this.#fetchAll() : ok(this.#waiting);
    if (!fetched.ok) return fetched;
    const segments = fetched.value.get(source);
    if (!segments) throw new RangeError('a source is read once, and must be one of the plans');
    fetched.value.delete(source);
    return ok(this.#atOutputRate(segments));
  }

  async #fetchAll(): Promise<Result<Map<TextureSource, readonly Channels[]>, AudioProblem>> {
    const ranges = this.#sources.map((source) => this.#framesOf(source));
    const read = await this.#audio.readRanges(ranges.flat());
    if (!read.ok) return read;
    const waiting = new Map<TextureSource, readonly Channels[]>();
    let next = 0;
    for (const [index, source] of this.#sources.entries()) {
      waiting.set(source, read.value.slice(next, next + ranges[index].length));
      next += ranges[index].length;
    }
    this.#waiting = waiting;
    return ok(waiting);
  }

  #framesOf(source: TextureSource): FrameRange[] {
    const { sampleRateHz } = this.#audio;
    return source.ranges.map(({ startSeconds, endSeconds }) => ({
      startFrame: Math.round(startSeconds * sampleRateHz),
      endFrame: Math.round(endSeconds * sampleRateHz),
    }));
  }

  #atOutputRate(segments: readonly Channels[]): Channels[] {
    const { sampleRateHz } = this.#audio;
    if (sampleRateHz === this.#outputRateHz) return [...segments]; // what was read belongs to the reader
    return segments.map((planes) => planes.map((plane) => resample(plane, sampleRateHz, this.#outputRateHz)));
  }
}
