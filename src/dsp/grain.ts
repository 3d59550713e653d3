/**
 * Granular overlap-add on a circular buffer, so that what comes out is a loop by construction. Knows nothing of where in a track
 * grains come from.
 */
import type { Random } from './random.ts';
import { designSincKernel, type SincKernel } from './sinc-kernel.ts';
import { hann } from './window.ts';

/** One grain: `frames` of output at `onsetFrame` of the loop, read from `sourceFrame` on at `readRatio` source frames a frame. */
export interface Grain {
  readonly onsetFrame: number;
  readonly sourceFrame: number;
  readonly frames: number;
  /** 2^(semitones ÷ 12): above 1 sounds higher. */
  readonly readRatio: number;
  /** Gains of the two outputs; their squares sum to about 2 for stereo. The second is unused in mono. */
  readonly leftGain: number;
  readonly rightGain: number;
  /** Reads the right source plane into the left output and the other way round. */
  readonly swapped: boolean;
}

const WINDOW_STEPS = 4096;
const KERNEL_PHASES = 256;
const KERNEL_TAPS = 16;
/** Leaves the short kernel's transition band below Nyquist. */
const KERNEL_CUTOFF = 0.92;

/**
 * Onsets of grains on a loop of `loopFrames`, ascending and below it: intervals of spacing · (1 + jitter · u), u uniform in ±1, scaled to
 * close over the loop. As the intervals add up, no onset keeps to a grid, whatever the jitter's part of the spacing.
 * `jitterRatio` 0 to 1 (0 is a fixed clock). At least one onset; throws a RangeError for a spacing below 1.
 */
export function grainOnsets(
  loopFrames: number,
  spacingFrames: number,
  jitterRatio: number,
  random: Random,
): Int32Array {
  if (!(spacingFrames >= 1)) throw new RangeError(`grain spacing is at least 1 frame, got ${spacingFrames}`);
  const intervals = new Float64Array(Math.max(1, Math.round(loopFrames / spacingFrames)));
  let sum = 0;
  for (let i = 0; i < intervals.length; i++) sum += intervals[i] = 1 + jitterRatio * random.between(-1, 1);
  const onsets = new Int32Array(intervals.length);
  let at = 0;
  for (let i = 0; i < intervals.length; i++) {
    onsets[i] = Math.floor((at / sum) * loopFrames);
    at += intervals[i];
  }
  return onsets;
}

/** Frames from onset `index` to the next one, round the end of the loop. */
export function intervalAfter(onsets: Int32Array, index: number, loopFrames: number): number {
  return index + 1 < onsets.length ? onsets[index + 1] - onsets[index] : onsets[0] + loopFrames - onsets[index];
}

/** Source frames that a grain reads, with the kernel's reach on both sides. */
export function grainSourceFrames(frames: number, readRatio: number): number {
  return Math.ceil(frames * readRatio) + (readRatio === 1 ? 0 : 2 * kernelReach(readRatio));
}

const kernelReach = (readRatio: number): number => Math.ceil((KERNEL_TAPS / 2) * Math.max(1, readRatio)) + 1;

const grainWindow = hann(WINDOW_STEPS);

/** The first `frames` of `window` become those of the grain window, stretched to that length. */
function stretchWindow(window: Float32Array, frames: number): void {
  const step = WINDOW_STEPS / frames;
  for (let n = 0; n < frames; n++) window[n] = grainWindow[((n + 0.5) * step) | 0];
}

/** Adds `signal[n] · window[n] · gain` to `loop` from frame `onset` on, round its end. */
function layOver(
  loop: Float32Array,
  onset: number,
  signal: Float32Array,
  window: Float32Array,
  frames: number,
  gain: number,
): void {
  const untilEnd = Math.min(frames, loop.length - onset);
  for (let n = 0; n < untilEnd; n++) loop[onset + n] += signal[n] * gain * window[n];
  for (let n = untilEnd; n < frames; n++) loop[n - untilEnd] += signal[n] * gain * window[n];
}

/** Two planes of one length; the same one twice for mono. */
interface Pair {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** The frames of `grain` between those of `source`, into `out`: both planes at once, so that the kernel is read once. */
function interpolate(source: Pair, grain: Grain, { taps, rows }: SincKernel, out: Pair): void {
  const { left, right } = source;
  const { left: leftOut, right: rightOut } = out;
  for (let n = 0; n < grain.frames; n++) {
    const position = grain.sourceFrame + n * grain.readRatio;
    const whole = Math.floor(position);
    const first = whole - taps / 2 + 1;
    const row = Math.floor((position - whole) * KERNEL_PHASES + 0.5) * taps;
    const isInside = first >= 0 && first + taps <= left.length;
    let leftSum = 0;
    let rightSum = 0;
    for (let j = 0; j < (isInside ? taps : 0); j += 2) {
      const even = rows[row + j];
      const odd = rows[row + j + 1];
      leftSum += left[first + j] * even + left[first + j + 1] * odd;
      rightSum += right[first + j] * even + right[first + j + 1] * odd;
    }
    leftOut[n] = leftSum;
    rightOut[n] = rightSum;
  }
}

/** `signal[start … start + frames)` into `out`, silent outside. */
function excerpt(signal: Float32Array, start: number, frames: number, out: Float32Array): void {
  out.fill(0, 0, frames);
  out.set(signal.subarray(start, start + frames));
}

/**
 * A loop under construction. `add` lays Hann-windowed grains over it, wrapping at its end; `finish` evens out the density.
 * The loop has as many planes as asked for (1 or 2), whatever the source has.
 */
export class GrainLoop {
  readonly #planes: Float32Array[];
  /** Sum of squared windows at each frame: the power that uncorrelated grains add up to. */
  readonly #weight: Float32Array;
  readonly #kernels = new Map<number, SincKernel>();
  /** Of the grain being laid: its frames, and the gain of each. */
  #frames: Pair = { left: new Float32Array(0), right: new Float32Array(0) };
  #window = new Float32Array(0);

  constructor(loopFrames: number, channelCount: 1 | 2) {
    this.#planes = Array.from({ length: channelCount }, () => new Float32Array(loopFrames));
    this.#weight = new Float32Array(loopFrames);
  }

  /**
   * Adds one grain of `source` (1 or 2 planes). Upward transposition is band-limited by the interpolating kernel. Source frames
   * outside the planes are silent; grains longer than the loop throw a RangeError.
   */
  add(source: readonly Float32Array[], grain: Grain): void {
    if (grain.frames > this.#weight.length) throw new RangeError('a grain is no longer than its loop');
    this.#makeRoom(grain.frames);
    stretchWindow(this.#window, grain.frames);
    const [left, right] = grain.swapped ? source.toReversed() : source;
    this.#read({ left, right: this.#planes.length > 1 ? (right ?? left) : left }, grain);
    this.#planes.forEach((plane, channel) => {
      const [signal, gain] =
        channel === 0 ? [this.#frames.left, grain.leftGain] : [this.#frames.right, grain.rightGain];
      layOver(plane, grain.onsetFrame, signal, this.#window, grain.frames, gain);
    });
    layOver(this.#weight, grain.onsetFrame, this.#window, this.#window, grain.frames, 1);
  }

  #makeRoom(frames: number): void {
    if (this.#window.length >= frames) return;
    this.#window = new Float32Array(frames);
    this.#frames = { left: new Float32Array(frames), right: new Float32Array(frames) };
  }

  /** The grain's frames of both planes, not windowed. */
  #read(source: Pair, grain: Grain): void {
    if (grain.readRatio !== 1) {
      interpolate(source, grain, this.#kernelFor(grain.readRatio), this.#frames);
      return;
    }
    const start = Math.round(grain.sourceFrame);
    excerpt(source.left, start, grain.frames, this.#frames.left);
    if (source.right !== source.left) excerpt(source.right, start, grain.frames, this.#frames.right);
    else this.#frames.right.set(this.#frames.left);
  }

  #kernelFor(readRatio: number): SincKernel {
    let kernel = this.#kernels.get(readRatio);
    if (!kernel) {
      const stretch = Math.max(1, readRatio);
      kernel = designSincKernel(KERNEL_PHASES, 2 * Math.ceil((KERNEL_TAPS * stretch) / 2), KERNEL_CUTOFF / stretch, 6);
      this.#kernels.set(readRatio, kernel);
    }
    return kernel;
  }

  /**
   * The loop, each frame divided by √(Σw²), so that the level of uncorrelated grains does not follow their density. Where that sum
   * falls below a fiftieth of its mean the gain stays bounded: a gap stays a gap. The planes are the loop's own; add nothing after.
   */
  finish(): Float32Array[] {
    const weight = this.#weight;
    let sum = 0;
    for (let n = 0; n < weight.length; n++) sum += weight[n];
    const floor = sum / weight.length / 50 + 1e-20;
    for (const plane of this.#planes)
      for (let n = 0; n < plane.length; n++) plane[n] /= Math.sqrt(Math.max(weight[n], floor));
    return this.#planes;
  }
}
