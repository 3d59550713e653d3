/**
 * Granular overlap-add on a circular buffer, so that what comes out is a loop by construction. Knows nothing of where in a track
 * grains come from.
 *
 * One file, though a long one: where grains fall, what they read and how they are laid over each other share the reach of their kernel.
 */
import { copyFromSilence } from './beyond-ends.ts';
import { sin } from './elementary.ts';
import { kernels } from './kernel/machine.ts';
import { borrowing, Floats, type Lender } from './kernel/memory.ts';
import { copyOfPlane } from './planes.ts';
import type { Random } from './random.ts';
import { designSincKernel } from './sinc-kernel.ts';
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

/** Steps of the window and phases of the kernel: `kernel/assembly/grain.ts` reckons with them. */
const WINDOW_STEPS = 4096;
const KERNEL_PHASES = 256;
const KERNEL_TAPS = 16;
/** Kernels make frames in fours: up to so many more are read, weighted by 0 and laid. */
const SPARE_FRAMES = 3;
/** Leaves the short kernel's transition band below Nyquist. */
const KERNEL_CUTOFF = 0.92;

/** How close grains lie to each other. */
export interface GrainSpacing {
  /** On average, at least 1. */
  readonly spacingFrames: number;
  /** 0 to 1: how far an interval may stray from the others around it. 0 is a fixed clock. */
  readonly jitterRatio: number;
  /** 0 to below 1: how far the spacing swings about its average, once in the loop. */
  readonly movementRatio: number;
}

/**
 * Onsets of grains on a loop of `loopFrames`, ascending and below it: interval i of n is spacing · (1 + jitter · u) · (1 + movement ·
 * sin(2π · i ÷ n + φ)), u uniform in ±1 and φ anywhere, scaled to close over the loop. As the intervals add up, no onset keeps to a grid, whatever
 * the jitter's part of the spacing. At least one onset; throws a RangeError for a spacing below 1.
 */
export function grainOnsets(
  loopFrames: number,
  { spacingFrames, jitterRatio, movementRatio }: GrainSpacing,
  random: Random,
): Int32Array {
  if (!(spacingFrames >= 1)) throw new RangeError(`grain spacing is at least 1 frame, got ${spacingFrames}`);
  const intervals = new Float64Array(Math.max(1, Math.round(loopFrames / spacingFrames)));
  const phase = movementRatio > 0 ? random.uniform() : 0;
  let sum = 0;
  for (let i = 0; i < intervals.length; i++) {
    const swing = movementRatio > 0 ? movementRatio * sin(2 * Math.PI * (i / intervals.length + phase)) : 0;
    sum += intervals[i] = (1 + jitterRatio * random.between(-1, 1)) * (1 + swing);
  }
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

/** Taps of the interpolating kernel, in eights for the SIMD that reads them. */
const kernelTaps = (readRatio: number): number => 8 * Math.ceil((KERNEL_TAPS * Math.max(1, readRatio)) / 8);
const kernelReach = (readRatio: number): number => kernelTaps(readRatio) / 2 + 1;

/** A kernel for one read ratio, where the kernels read it. */
interface StagedKernel {
  readonly taps: number;
  readonly rows: Floats;
}

const stagedKernels = new Map<number, StagedKernel>();

/** Kept for the next loop: profiles name few pitches. */
function kernelFor(readRatio: number): StagedKernel {
  const known = stagedKernels.get(readRatio);
  if (known) return known;
  const stretch = Math.max(1, readRatio);
  const taps = kernelTaps(readRatio);
  const { rows } = designSincKernel(KERNEL_PHASES, taps, KERNEL_CUTOFF / stretch, 6);
  const kernel = { taps, rows: new Floats(rows.length) };
  kernel.rows.view.set(rows);
  stagedKernels.set(readRatio, kernel);
  return kernel;
}

const grainWindow = new Floats(WINDOW_STEPS);
grainWindow.view.set(hann(WINDOW_STEPS));

/** A grain and the planes it is read from; the same plane twice for mono. */
interface PlacedGrain {
  readonly grain: Grain;
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Frames of the source that one grain reads, from which on, and where its first frame then lies among them. */
function reach({ readRatio, sourceFrame, frames }: Grain) {
  if (readRatio === 1) return { start: Math.round(sourceFrame), frames, position: 0 };
  const whole = Math.floor(sourceFrame);
  const { taps } = kernelFor(readRatio);
  const read = Math.floor(sourceFrame - whole + (frames - 1 + SPARE_FRAMES) * readRatio) + taps;
  return { start: whole - taps / 2 + 1, frames: read, position: sourceFrame - whole };
}

/** The planes of a loop while grains are laid over it, in the kernels' memory. */
class Overlay {
  readonly #frames: number;
  readonly #planes: readonly Floats[];
  /** Sum of squared windows at each frame: the power that uncorrelated grains add up to. */
  readonly #weight: Floats;
  readonly #window: Floats;
  readonly #sources: readonly [Floats, Floats];

  constructor(lender: Lender, loopFrames: number, channelCount: number, grains: readonly PlacedGrain[]) {
    const padded = 4 * Math.ceil((loopFrames + SPARE_FRAMES) / 4);
    this.#frames = loopFrames;
    this.#planes = Array.from({ length: channelCount }, () => lender.floats(padded));
    this.#weight = lender.floats(padded);
    this.#window = lender.floats(grains.reduce((most, { grain }) => Math.max(most, grain.frames + SPARE_FRAMES), 0));
    const longest = grains.reduce((most, { grain }) => Math.max(most, reach(grain).frames), 0);
    this.#sources = [lender.floats(longest), lender.floats(longest)];
  }

  /** Adds one grain, round the end of the loop. */
  lay({ grain, left, right }: PlacedGrain): void {
    const { frames, onsetFrame } = grain;
    const { start, frames: sourceFrames, position } = reach(grain);
    copyFromSilence(left, start, this.#sources[0].view.subarray(0, sourceFrames));
    if (right !== left) copyFromSilence(right, start, this.#sources[1].view.subarray(0, sourceFrames));
    kernels.stretchWindow(grainWindow.pointer, frames, this.#window.pointer);
    this.#window.view.fill(0, frames, frames + SPARE_FRAMES);
    const untilEnd = Math.min(frames, this.#frames - onsetFrame);
    const isMono = right === left;
    this.#layPart(grain, isMono, position, 0, untilEnd, onsetFrame);
    if (untilEnd < frames) this.#layPart(grain, isMono, position, untilEnd, frames - untilEnd, 0);
  }

  /** Adds `frames` frames of a grain from its frame `first` on to the loop from frame `onset` on. */
  #layPart(grain: Grain, isMono: boolean, position: number, first: number, frames: number, onset: number): void {
    const window = this.#window.pointer + 4 * first;
    const [leftLoop, rightLoop] = [this.#planes[0], this.#planes[this.#planes.length - 1]].map(
      ({ pointer }) => pointer + 4 * onset,
    );
    const left = this.#sources[0].pointer;
    const right = isMono ? left : this.#sources[1].pointer;
    const rightGain = this.#planes.length === 1 ? 0 : grain.rightGain;
    kernels.addSquares(window, frames, this.#weight.pointer + 4 * onset);
    if (grain.readRatio === 1) {
      kernels.layPlain(left + 4 * first, window, frames, grain.leftGain, leftLoop);
      if (this.#planes.length > 1) kernels.layPlain(right + 4 * first, window, frames, rightGain, rightLoop);
      return;
    }
    const { taps, rows } = kernelFor(grain.readRatio);
    kernels.layInterpolated(
      left,
      right,
      position + first * grain.readRatio,
      grain.readRatio,
      rows.pointer,
      taps,
      window,
      frames,
      grain.leftGain,
      rightGain,
      leftLoop,
      rightLoop,
    );
  }

  /** Copies of the planes, each frame divided by the root of its weight, no less than `floorWeight`. */
  evened(floorWeight: number): Float32Array[] {
    return this.#planes.map((plane) => {
      kernels.evenDensity(plane.pointer, this.#weight.pointer, floorWeight, plane.length);
      return copyOfPlane(plane.view.subarray(0, this.#frames));
    });
  }
}

/** Mean of the squared grain window. */
const WINDOW_POWER = 3 / 8;

/**
 * A loop under construction. `add` says which Hann-windowed grains are laid over it, wrapping at its end; `finish` lays them and evens out the
 * density. The loop has as many planes as asked for (1 or 2), whatever the source has.
 */
export class GrainLoop {
  readonly #loopFrames: number;
  readonly #channelCount: number;
  readonly #grains: PlacedGrain[] = [];

  constructor(loopFrames: number, channelCount: 1 | 2) {
    this.#loopFrames = loopFrames;
    this.#channelCount = channelCount;
  }

  /**
   * Adds one grain of `source` (1 or 2 planes), which is read by `finish`. Upward transposition is band-limited by the interpolating kernel.
   * Source frames outside the planes are silent; grains longer than the loop throw a RangeError.
   */
  add(source: readonly Float32Array[], grain: Grain): void {
    if (grain.frames > this.#loopFrames) throw new RangeError('a grain is no longer than its loop');
    const [left, right] = grain.swapped ? source.toReversed() : source;
    this.#grains.push({ grain, left, right: this.#channelCount > 1 ? (right ?? left) : left });
  }

  /**
   * The loop, each frame divided by √(Σw²), so that the level of uncorrelated grains does not follow their density. Where that sum
   * falls below a fiftieth of its mean the gain stays bounded: a gap stays a gap. New planes.
   */
  finish(): Float32Array[] {
    const covered = this.#grains.reduce((sum, { grain }) => sum + grain.frames, 0);
    const floorWeight = (WINDOW_POWER * covered) / this.#loopFrames / 50 + 1e-20;
    return borrowing((lender) => {
      const overlay = new Overlay(lender, this.#loopFrames, this.#channelCount, this.#grains);
      for (const placed of this.#grains) overlay.lay(placed);
      return overlay.evened(floorWeight);
    });
  }
}
