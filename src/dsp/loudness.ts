/**
 * Loudness of programmes. Knows nothing of targets or gains.
 *
 * Source: Recommendation ITU-R BS.1770-4 (2015), annex 1. The standard prints its K-weighting at 48 kHz only; for other
 * rates the same analogue prototypes are transformed anew (parameters as in libebur128 and the EBU's own reference code).
 */
import type { BiquadCoefficients } from './biquad.ts';
import { dbToGain, pow, tan } from './elementary.ts';
import { kernels } from './kernel/machine.ts';
import { Doubles, Floats } from './kernel/memory.ts';
import { gatedLufs } from './loudness-gate.ts';

const SUBBLOCKS_PER_SECOND = 10;
/** A loop is heard this much longer than a turn: 100 ms to settle, and the rest of a gating block. */
const SUBBLOCKS_PAST_TURN = 4;
/** Below this the filter state is inaudible and would only run into slow subnormal arithmetic. */
const NEGLIGIBLE = 1e-30;

/** Stage 1: the shelf of about +4 dB that stands for the head. */
function headShelf(sampleRateHz: number): BiquadCoefficients {
  const k = tan((Math.PI * 1681.974450955533) / sampleRateHz);
  const q = 0.7071752369554196;
  const high = dbToGain(3.999843853973347);
  const band = pow(high, 0.4996667741545416);
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

/** Stage 2: the revised low-frequency B curve, a high-pass at 38 Hz. */
function lowCut(sampleRateHz: number): BiquadCoefficients {
  const k = tan((Math.PI * 38.13547087602444) / sampleRateHz);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}

/** Frames of both planes that the kernel hears at a time. */
const STAGED_FRAMES = 4096;
const stagedPlanes = [new Floats(STAGED_FRAMES), new Floats(STAGED_FRAMES)] as const;
const stagedNumbers = new Doubles(9);
/** Four filter states and the energy, each for both channels. */
const stagedState = new Doubles(10);
const ENERGY = 8;

/** The numbers of `kernel/assembly/weighted-energy.ts`, in its order: both stages with their outputs taken out of the recursions. */
function weightingNumbers(sampleRateHz: number): readonly number[] {
  const { b0, b1, b2, a1, a2 } = headShelf(sampleRateHz);
  const { a1: c1, a2: c2 } = lowCut(sampleRateHz);
  return [b0, b1 - a1 * b0, b2 - a2 * b0, a1, a2, -2 - c1, 1 - c2, c1, c2];
}

/** Sums the squares of one or two K-weighted channels: both filter stages in one loop, so that the signal is never written out. */
class WeightedEnergy {
  readonly #numbers: readonly number[];
  readonly #state = new Float64Array(10);

  constructor(sampleRateHz: number) {
    this.#numbers = weightingNumbers(sampleRateHz);
  }

  /** Hears frames [start, end) of `channels`. */
  add(channels: readonly Float32Array[], start: number, end: number): void {
    const [left, right] = channels.length === 2 ? stagedPlanes : [stagedPlanes[0], stagedPlanes[0]];
    const { pointer } = stagedState;
    stagedNumbers.view.set(this.#numbers);
    stagedState.view.set(this.#state);
    for (let from = start; from < end; from += STAGED_FRAMES) {
      const to = Math.min(end, from + STAGED_FRAMES);
      for (let c = 0; c < channels.length; c++) stagedPlanes[c].view.set(channels[c].subarray(from, to));
      kernels.weightedEnergy(
        left.pointer,
        right.pointer,
        to - from,
        stagedNumbers.pointer,
        pointer,
        pointer + 8 * ENERGY,
      );
    }
    this.#state.set(stagedState.view);
  }

  /**
   * The energy of `channelCount` channels since it was last taken. To be called where the position in the stream is known: filter states too
   * small to be heard become 0 here, so that the rounding does not depend on block sizes.
   */
  take(channelCount: number): number {
    const energy = this.#state[ENERGY] + (channelCount === 2 ? this.#state[ENERGY + 1] : 0);
    this.#state.fill(0, ENERGY);
    for (let i = 0; i < ENERGY; i++) if (Math.abs(this.#state[i]) < NEGLIGIBLE) this.#state[i] = 0;
    return energy;
  }
}

/**
 * Integrated loudness of a stream. It keeps one number per 100 ms; the result is the same to the bit whatever the block
 * sizes. Every channel weighs 1 (left, right, centre); the surround weights of the standard are not applied.
 */
export class LoudnessMeter {
  readonly #sampleRateHz: number;
  readonly #channelCount: number;
  readonly #weighted: WeightedEnergy;
  readonly #meanSquares: number[] = [];
  #frames = 0;
  #subblockStart = 0;
  #subblockEnd: number;

  /**
   * `sampleRateHz` 8000 to 192000 or so; a RangeError below 4000, where the weighting cannot be built, and for other than 1 or 2 channels.
   */
  constructor(sampleRateHz: number, channelCount: number) {
    if (!(sampleRateHz >= 4000))
      throw new RangeError(`loudness needs a sample rate of 4000 Hz or more, got ${sampleRateHz}`);
    this.#sampleRateHz = sampleRateHz;
    if (channelCount !== 1 && channelCount !== 2)
      throw new RangeError(`loudness is of 1 or 2 channels, got ${channelCount}`);
    this.#channelCount = channelCount;
    this.#weighted = new WeightedEnergy(sampleRateHz);
    this.#subblockEnd = this.#boundary(1);
  }

  /** Hears one block: as many planes as there are channels, of equal length (a RangeError else). They are not kept. */
  push(channels: readonly Float32Array[]): void {
    if (channels.length !== this.#channelCount)
      throw new RangeError(`expected ${this.#channelCount} channels, got ${channels.length}`);
    const { length } = channels[0];
    let start = 0;
    while (start < length) {
      const end = Math.min(length, start + this.#subblockEnd - this.#frames);
      this.#weighted.add(channels, start, end);
      this.#frames += end - start;
      start = end;
      if (this.#frames === this.#subblockEnd) this.#closeSubblock();
    }
  }

  /** Mean square of each 100 ms so far, both channels together: what the gate (`loudness-gate.ts`) reads. Grows with the stream. */
  get meanSquares(): readonly number[] {
    return this.#meanSquares;
  }

  /** Loudness so far in LUFS; −Infinity for silence and for less than 400 ms. */
  integratedLufs(): number {
    return gatedLufs(this.#meanSquares);
  }

  #boundary(index: number): number {
    return Math.round((index * this.#sampleRateHz) / SUBBLOCKS_PER_SECOND);
  }

  #closeSubblock(): void {
    const energy = this.#weighted.take(this.#channelCount);
    this.#meanSquares.push(energy / (this.#subblockEnd - this.#subblockStart));
    this.#subblockStart = this.#subblockEnd;
    this.#subblockEnd = this.#boundary(this.#meanSquares.length + 1);
  }
}

/** Integrated loudness in LUFS of up to two planes of equal length; −Infinity for silence, for less than 400 ms and for no planes. */
export function integratedLufs(channels: readonly Float32Array[], sampleRateHz: number): number {
  if (channels.length === 0) return -Infinity;
  const meter = new LoudnessMeter(sampleRateHz, channels.length);
  meter.push(channels);
  return meter.integratedLufs();
}

/** The same of a loop: as it is heard once, and as it is played on and on. */
export interface LoopLoudness {
  readonly once: readonly number[];
  readonly playing: readonly number[];
}

/**
 * Mean squares of each 100 ms of a loop that is the whole of `channels`, for `gatedLufs`. `playing` is one turn (the first 100 ms left out, in which the filters
 * settle) and the 300 ms after it, so that a block starts in each 100 ms of a turn, across the seam too. The filters run once.
 */
export function loopLoudness(channels: readonly Float32Array[], sampleRateHz: number): LoopLoudness {
  const meter = new LoudnessMeter(sampleRateHz, channels.length);
  meter.push(channels);
  const once = meter.meanSquares.slice();
  const turnSubblocks = Math.ceil((channels[0].length / sampleRateHz) * SUBBLOCKS_PER_SECOND);
  const playedFrames = Math.ceil(((turnSubblocks + SUBBLOCKS_PAST_TURN) / SUBBLOCKS_PER_SECOND) * sampleRateHz);
  let left = playedFrames - channels[0].length;
  while (left > 0) {
    const frames = Math.min(left, channels[0].length);
    meter.push(channels.map((plane) => plane.subarray(0, frames)));
    left -= frames;
  }
  return { once, playing: meter.meanSquares.slice(1) };
}
