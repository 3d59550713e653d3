/**
 * Fetches the audio that textures are made of, at the output's rate. A source at a time where the track can be read anywhere at no cost,
 * so that no more than one texture's audio is in memory; all at once where each look means decoding again. Knows nothing of kinds.
 */
import { lendingFrom, type PlanePool } from '../dsp/planes.ts';
import { resample } from '../dsp/resample.ts';
import type { AudioProblem } from '../library/audio.ts';
import type { FrameRange, TrackAudio } from '../library/track-audio.ts';
import { ok, type Result } from '../result.ts';
import type { Channels, TexturePlan, TextureSource } from './texture.ts';

type Ranges = TextureSource['ranges'];

export class SegmentReader {
  readonly #audio: TrackAudio;
  readonly #outputRateHz: number;
  readonly #planes: PlanePool;
  /** What has not been handed out for the last time yet, where everything is fetched in one pass. */
  #waiting: Map<Ranges, readonly Channels[]> | null = null;
  /** How many sources are still to come that take these very ranges. */
  readonly #takers = new Map<Ranges, number>();

  /**
   * `plans` are all that will be asked for: ranges that several sources share are fetched once. `planes` is for the audio of one source at a time, of this
   * and whatever other reader is not in use meanwhile.
   */
  constructor(audio: TrackAudio, plans: readonly TexturePlan[], outputRateHz: number, planes: PlanePool) {
    this.#audio = audio;
    this.#planes = planes;
    this.#outputRateHz = outputRateHz;
    for (const { ranges } of new Set(plans.flatMap((plan) => plan.sources)))
      this.#takers.set(ranges, (this.#takers.get(ranges) ?? 0) + 1);
  }

  /** The segments of `source`, one for each of its ranges, good until the next is read. Each source is read once. */
  async read(source: TextureSource): Promise<Result<readonly Channels[], AudioProblem>> {
    if (this.#audio.readsAnywhere) {
      this.#planes.reclaim();
      const read = await this.#audio.readRanges(this.#framesOf(source.ranges), (frames) => this.#planes.take(frames));
      return read.ok ? ok(this.#atOutputRate(read.value)) : read;
    }
    const fetched = this.#waiting === null ? await this.#fetchAll() : ok(this.#waiting);
    if (!fetched.ok) return fetched;
    return ok(this.#atOutputRate(this.#taken(source.ranges, fetched.value)));
  }

  #taken(ranges: Ranges, waiting: Map<Ranges, readonly Channels[]>): readonly Channels[] {
    const segments = waiting.get(ranges);
    if (!segments) throw new RangeError('a source is read once, and must be one of the plans');
    const others = (this.#takers.get(ranges) ?? 1) - 1;
    this.#takers.set(ranges, others);
    if (others > 0) return segments.map((planes) => planes.map((plane) => plane.slice()));
    waiting.delete(ranges);
    return segments;
  }

  async #fetchAll(): Promise<Result<Map<Ranges, readonly Channels[]>, AudioProblem>> {
    const all = [...this.#takers.keys()];
    const frames = all.map((ranges) => this.#framesOf(ranges));
    const read = await this.#audio.readRanges(frames.flat());
    if (!read.ok) return read;
    const waiting = new Map<Ranges, readonly Channels[]>();
    let next = 0;
    for (const [index, ranges] of all.entries()) {
      waiting.set(ranges, read.value.slice(next, next + frames[index].length));
      next += frames[index].length;
    }
    this.#waiting = waiting;
    return ok(waiting);
  }

  #framesOf(ranges: Ranges): FrameRange[] {
    const { sampleRateHz } = this.#audio;
    return ranges.map(({ startSeconds, endSeconds }) => ({
      startFrame: Math.round(startSeconds * sampleRateHz),
      endFrame: Math.round(endSeconds * sampleRateHz),
    }));
  }

  #atOutputRate(segments: readonly Channels[]): Channels[] {
    const { sampleRateHz } = this.#audio;
    if (sampleRateHz === this.#outputRateHz) return [...segments]; // what was read belongs to the reader
    const atOutputRate = (plane: Float32Array) => resample(plane, sampleRateHz, this.#outputRateHz);
    return lendingFrom(this.#planes, () => segments.map((planes) => planes.map(atOutputRate)));
  }
}
