/**
 * Loudness of programmes and levels of windows. Knows nothing of targets or gains.
 *
 * Source: Recommendation ITU-R BS.1770-4 (2015), annex 1. The standard prints its K-weighting at 48 kHz only; for other
 * rates the same analogue prototypes are transformed anew (parameters as in libebur128 and the EBU's own reference code).
 */
import type { BiquadCoefficients } from './biquad.ts';
import { dbToGain, pow, powerToDb, tan } from './elementary.ts';

const SUBBLOCKS_PER_SECOND = 10;
/** A gating block is 400 ms, and starts every 100 ms (overlap 75 %). */
const SUBBLOCKS_PER_BLOCK = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;
/** L_K = −0.691 + 10·log10 Σ mean square: the constant takes back the weighting's gain at 997 Hz. */
const OFFSET_LU = -0.691;
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

/** Sums the squares of one K-weighted channel: both filter stages in one loop, so that the signal is never written out. */
class WeightedEnergy {
  readonly #shelf: BiquadCoefficients;
  readonly #cut: BiquadCoefficients;
  readonly #state = new Float64Array(4);

  constructor(sampleRateHz: number) {
    this.#shelf = headShelf(sampleRateHz);
    this.#cut = lowCut(sampleRateHz);
  }

  /**
   * `sum` plus the energy of samples [start, end). Transposed direct form II with the output taken out of the recursion
   * (s1' = (b1 − a1·b0)·x + s2 − a1·s1): the states wait for one product and not for three operations more.
   */
  add(signal: Float32Array, start: number, end: number, sum: number): number {
    const { b0, b1, b2, a1, a2 } = this.#shelf;
    const { a1: c1, a2: c2 } = this.#cut;
    const [shelf1, shelf2, cut1, cut2] = [b1 - a1 * b0, b2 - a2 * b0, -2 - c1, 1 - c2];
    let [s1, s2, t1, t2] = this.#state;
    let energy = sum;
    for (let i = start; i < end; i++) {
      const x = signal[i];
      const y = b0 * x + s1;
      const z = y + t1;
      const shelfed = shelf1 * x + s2 - a1 * s1;
      s2 = shelf2 * x - a2 * s1;
      s1 = shelfed;
      const cut = cut1 * y + t2 - c1 * t1;
      t2 = cut2 * y - c2 * t1;
      t1 = cut;
      energy += z * z;
    }
    this.#state.set([s1, s2, t1, t2]);
    return energy;
  }

  /** Called where the position in the stream is known, so that rounding to 0 does not depend on block sizes. */
  settle(): void {
    for (let i = 0; i < 4; i++) if (Math.abs(this.#state[i]) < NEGLIGIBLE) this.#state[i] = 0;
  }
}

/**
 * Integrated loudness of a stream. It keeps one number per 100 ms; the result is the same to the bit whatever the block
 * sizes. Every channel weighs 1 (left, right, centre); the surround weights of the standard are not applied.
 */
export class LoudnessMeter {
  readonly #sampleRateHz: number;
  readonly #channels: readonly WeightedEnergy[];
  readonly #pending: Float64Array;
  readonly #meanSquares: number[] = [];
  #frames = 0;
  #subblockStart = 0;
  #subblockEnd: number;

  /** `sampleRateHz` 8000 to 192000 or so; a RangeError below 4000, where the weighting cannot be built. */
  constructor(sampleRateHz: number, channelCount: number) {
    if (!(sampleRateHz >= 4000))
      throw new RangeError(`loudness needs a sample rate of 4000 Hz or more, got ${sampleRateHz}`);
    this.#sampleRateHz = sampleRateHz;
    this.#channels = Array.from({ length: channelCount }, () => new WeightedEnergy(sampleRateHz));
    this.#pending = new Float64Array(channelCount);
    this.#subblockEnd = this.#boundary(1);
  }

  /** Hears one block: as many planes as there are channels, of equal length (a RangeError else). They are not kept. */
  push(channels: readonly Float32Array[]): void {
    if (channels.length !== this.#channels.length)
      throw new RangeError(`expected ${this.#channels.length} channels, got ${channels.length}`);
    const length = channels.length > 0 ? channels[0].length : 0;
    let start = 0;
    while (start < length) {
      const end = Math.min(length, start + this.#subblockEnd - this.#frames);
      for (let c = 0; c < channels.length; c++) {
        this.#pending[c] = this.#channels[c].add(channels[c], start, end, this.#pending[c]);
      }
      this.#frames += end - start;
      start = end;
      if (this.#frames === this.#subblockEnd) this.#closeSubblock();
    }
  }

  /** Loudness so far in LUFS; −Infinity for silence and for less than 400 ms. */
  integratedLufs(): number {
    const blocks = blockPowers(this.#meanSquares);
    const absolute = meanAbove(blocks, powerOf(ABSOLUTE_GATE_LUFS));
    if (absolute === 0) return -Infinity;
    const relative = meanAbove(blocks, Math.max(powerOf(ABSOLUTE_GATE_LUFS), absolute * powerRatio(RELATIVE_GATE_LU)));
    return OFFSET_LU + powerToDb(relative);
  }

  #boundary(index: number): number {
    return Math.round((index * this.#sampleRateHz) / SUBBLOCKS_PER_SECOND);
  }

  #closeSubblock(): void {
    const energy = this.#pending.reduce((sum, value) => sum + value, 0);
    this.#meanSquares.push(energy / (this.#subblockEnd - this.#subblockStart));
    this.#pending.fill(0);
    for (const channel of this.#channels) channel.settle();
    this.#subblockStart = this.#subblockEnd;
    this.#subblockEnd = this.#boundary(this.#meanSquares.length + 1);
  }
}

const powerRatio = (db: number): number => dbToGain(db) * dbToGain(db);
const powerOf = (lufs: number): number => powerRatio(lufs - OFFSET_LU);

function blockPowers(subblocks: readonly number[]): Float64Array {
  const powers = new Float64Array(Math.max(0, subblocks.length - SUBBLOCKS_PER_BLOCK + 1));
  for (let i = 0; i < powers.length; i++) {
    powers[i] = (subblocks[i] + subblocks[i + 1] + subblocks[i + 2] + subblocks[i + 3]) / SUBBLOCKS_PER_BLOCK;
  }
  return powers;
}

/** Mean of the blocks strictly above the gate; 0 when there are none. */
function meanAbove(powers: Float64Array, gate: number): number {
  let sum = 0;
  let count = 0;
  for (const power of powers) {
    if (power <= gate) continue;
    sum += power;
    count++;
  }
  return count === 0 ? 0 : sum / count;
}

/** Integrated loudness in LUFS of planes of equal length; −Infinity for silence and for less than 400 ms. */
export function integratedLufs(channels: readonly Float32Array[], sampleRateHz: number): number {
  const meter = new LoudnessMeter(sampleRateHz, channels.length);
  meter.push(channels);
  return meter.integratedLufs();
}

/**
 * RMS level in dBFS, over all channels, of the loudest window of `windowSeconds` (> 0), tried at every sample; of the whole signal when
 * it is shorter. A full-scale sine reads −3.01. −Infinity for silence and empty.
 */
export function loudestWindowRmsDbfs(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  windowSeconds: number,
): number {
  const length = channels.length > 0 ? channels[0].length : 0;
  const window = Math.min(length, Math.max(1, Math.round(windowSeconds * sampleRateHz)));
  if (window === 0) return -Infinity;
  let energy = 0;
  let loudest = 0;
  for (let i = 0; i < length; i++) {
    let change = 0; // one addition to the running sum a frame: the next frame waits for it
    for (let c = 0; c < channels.length; c++) {
      const entering = channels[c][i];
      const leaving = i < window ? 0 : channels[c][i - window];
      change += entering * entering - leaving * leaving;
    }
    energy += change;
    if (energy > loudest) loudest = energy;
  }
  return powerToDb(loudest / (window * channels.length));
}
