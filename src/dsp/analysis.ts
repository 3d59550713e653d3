/**
 * One pass over a track, finding out everything the texture kinds ask about it. Knows nothing of files, textures or profiles.
 *
 * Memory grows only by the per-frame figures (about 80 bytes for each 12 ms); whatever the block sizes, the result is the same to the bit.
 */
import { AttackEnvelope } from './attack-envelope.ts';
import { FrameAnalyser, type FrameFigures, HOPS_PER_CHROMA } from './frame-analyser.ts';
import { type Hop, stagedHop } from './hop.ts';
import { estimateKey, type KeyEstimate } from './key.ts';
import { LoudnessMeter } from './loudness.ts';
import { loudLevelDbfs, onsetStrengthsOf, pickOnsets } from './onset.ts';
import { HOPS_PER_WINDOW, windowSamplesFor } from './stft.ts';
import { estimateTempo, type TempoEstimate } from './tempo.ts';
import { TrackLevels } from './track-levels.ts';

export type { KeyEstimate, TempoEstimate };

export interface TrackAnalysis {
  readonly sampleRateHz: number;
  /** Of the source, before the cap at 2. */
  readonly channels: number;
  readonly durationSeconds: number;
  /** Analysis frames: one every `hopSeconds`; every per-frame array has `frames` entries, frame i is centred at i · hopSeconds. */
  readonly hopSeconds: number;
  readonly frames: number;
  /** Level of each analysis frame over all channels, dBFS, floored at −120. */
  readonly rmsDbfs: Float32Array;
  readonly centroidHz: Float32Array;
  /** Spectral flatness on power, 0 to 1. */
  readonly flatness: Float32Array;
  readonly rolloffHz: Float32Array;
  /** Absolute novelty (log-compressed spectral flux in dB of rise, not normalised per track): hits read 5 to 35, white noise up to 2, a steady drone below 1. */
  readonly onsetStrength: Float32Array;
  /** Level of 4 to 15 kHz of each frame, dBFS, floored at −120. */
  readonly airDbfs: Float32Array;
  /**
   * Which pitches sound when: 12 bytes, C first, every `chromaHopSeconds`; those of frame i tell of the time from i to i + 2 hops. They are the shares
   * of the pitch classes times 255 · √(share of the power that has pitch): all 0 where nothing has.
   */
  readonly chroma: Uint8Array;
  readonly chromaHopSeconds: number;
  /** Onset times in seconds, ascending. */
  readonly onsetSeconds: Float64Array;
  readonly integratedLufs: number;
  readonly samplePeak: number;
  /** Mean of each channel, full-scale units. */
  readonly dcOffset: readonly number[];
  /** Share of sample frames at or above full scale, 0 to 1. */
  readonly clippedRatio: number;
  /** Correlation of left and right, −1 to 1; 1 for mono, 0 when a side is silent. */
  readonly stereoCorrelation: number;
  /** A4 deviation from 440 Hz in cents, −50 to 50. */
  readonly tuningCents: number;
  readonly key: KeyEstimate | null;
  readonly tempo: TempoEstimate | null;
}

/** Hears a track block by block and tells what it heard. One analyser serves one track. */
export class TrackAnalyser {
  readonly #sampleRateHz: number;
  readonly #channelCount: number;
  readonly #sourceChannels: number;
  readonly #hopSamples: number;
  readonly #left: Float32Array;
  readonly #right: Float32Array;
  readonly #hopPlanes: readonly Float32Array[];
  readonly #levels = new TrackLevels();
  readonly #loudness: LoudnessMeter;
  readonly #attacks = new AttackEnvelope();
  readonly #frames: FrameAnalyser;
  #previous: readonly [number, number] = [0, 0];
  #fill = 0;
  #samples = 0;

  /** `channelCount` 1 or 2 planes will be pushed, mixed from `sourceChannels`. RangeError for another number of planes. */
  constructor(sampleRateHz: number, channelCount: number, sourceChannels: number) {
    if (channelCount !== 1 && channelCount !== 2)
      throw new RangeError(`an analyser hears 1 or 2 channels, got ${channelCount}`);
    this.#sampleRateHz = sampleRateHz;
    this.#channelCount = channelCount;
    this.#sourceChannels = sourceChannels;
    this.#hopSamples = windowSamplesFor(sampleRateHz) / HOPS_PER_WINDOW;
    this.#left = new Float32Array(this.#hopSamples);
    this.#right = channelCount === 2 ? new Float32Array(this.#hopSamples) : this.#left;
    this.#hopPlanes = channelCount === 2 ? [this.#left, this.#right] : [this.#left];
    this.#loudness = new LoudnessMeter(sampleRateHz, channelCount);
    this.#frames = new FrameAnalyser(sampleRateHz);
  }

  /** Hears one block of equally long planes, as many as announced (a RangeError else). They are not kept. */
  push(channels: readonly Float32Array[]): void {
    if (channels.length !== this.#channelCount)
      throw new RangeError(`expected ${this.#channelCount} channels, got ${channels.length}`);
    const length = channels[0].length;
    let start = 0;
    while (start < length) {
      const end = Math.min(length, start + this.#hopSamples - this.#fill);
      for (let c = 0; c < this.#channelCount; c++) this.#hopPlanes[c].set(channels[c].subarray(start, end), this.#fill);
      this.#fill += end - start;
      start = end;
      if (this.#fill === this.#hopSamples) this.#hearHop();
    }
  }

  /** Hears what the hop planes hold. */
  #hearHop(): void {
    const count = this.#fill;
    if (count < this.#hopSamples) this.#hearPartialHop(count);
    else this.#loudness.push(this.#hopPlanes);
    const hop = this.#staged();
    if (count === this.#hopSamples) this.#levels.push(hop, count);
    this.#attacks.push(hop);
    this.#frames.push(hop);
    this.#previous = [this.#left[this.#hopSamples - 1], this.#right[this.#hopSamples - 1]];
    this.#samples += count;
    this.#fill = 0;
  }

  /** Takes the levels of a hop of which only `count` samples are there, and fills it with their mirror image. */
  #hearPartialHop(count: number): void {
    this.#loudness.push(this.#hopPlanes.map((plane) => plane.subarray(0, count)));
    for (const plane of this.#hopPlanes) plane.fill(0, count);
    this.#levels.push(this.#staged(), count);
    for (const plane of this.#hopPlanes)
      for (let i = count; i < this.#hopSamples; i++) plane[i] = plane[Math.max(0, 2 * count - 1 - i)];
  }

  #staged(): Hop {
    const hop = stagedHop(this.#hopSamples);
    hop.fill(this.#left, this.#right, ...this.#previous);
    return hop;
  }

  /** What was heard. Silence, an empty track and one shorter than a window give no key, tempo or onsets, and −Infinity LUFS; never NaN. */
  finish(): TrackAnalysis {
    if (this.#fill > 0) this.#hearHop();
    const hopSeconds = this.#hopSamples / this.#sampleRateHz;
    const dcOffset = this.#levels.dcOffset();
    return {
      sampleRateHz: this.#sampleRateHz,
      channels: this.#sourceChannels,
      durationSeconds: this.#samples / this.#sampleRateHz,
      hopSeconds,
      ...describeFrames(this.#frames.finish(), this.#attacks.codes(), hopSeconds),
      integratedLufs: this.#loudness.integratedLufs(),
      samplePeak: this.#levels.samplePeak,
      dcOffset: dcOffset.slice(0, this.#channelCount),
      clippedRatio: this.#levels.clippedRatio(),
      stereoCorrelation: this.#channelCount === 1 ? 1 : this.#levels.stereoCorrelation(),
    };
  }
}

/** The figures of the frames with what follows from all of them together. */
function describeFrames(
  { bandCodes, chroma, chromaCourse, ...figures }: FrameFigures,
  attackCodes: Uint8Array,
  hopSeconds: number,
) {
  const { rmsDbfs } = figures;
  const loudDbfs = loudLevelDbfs(rmsDbfs);
  const strengths = onsetStrengthsOf(bandCodes, loudDbfs);
  const onsetStrength = strengths.all;
  const onsetSeconds = pickOnsets({ strength: onsetStrength, rmsDbfs, loudDbfs, attackCodes, hopSeconds });
  return {
    ...figures,
    frames: rmsDbfs.length,
    onsetStrength,
    onsetSeconds,
    chroma: chromaCourse,
    chromaHopSeconds: HOPS_PER_CHROMA * hopSeconds,
    tuningCents: chroma.tuningCents,
    key: estimateKey(chroma),
    tempo: estimateTempo(strengths, onsetSeconds, hopSeconds),
  };
}

/** The analysis of a whole track at once. */
export function analyseTrack(channels: readonly Float32Array[], sampleRateHz: number): TrackAnalysis {
  const analyser = new TrackAnalyser(sampleRateHz, channels.length, channels.length);
  analyser.push(channels);
  return analyser.finish();
}
