/** How the spectrum of a loop changes from frame to frame. Knows nothing of seams or of how much change is too much. */
import { copyCircular } from './beyond-ends.ts';
import { realFft } from './fft.ts';
import { kernels } from './kernel/machine.ts';
import { Doubles, Floats } from './kernel/memory.ts';
import { hann } from './window.ts';

export interface TracedFrames {
  /** Samples of an analysis frame: a size of `RealFft`. */
  readonly windowSamples: number;
  readonly hopSamples: number;
  /** Where the first frame starts; any whole number, as a loop has no ends. */
  readonly startSample: number;
  /** At least 1. */
  readonly frames: number;
}

export interface CircularTrace {
  /** Sum of the magnitudes of each frame. */
  readonly sums: Float64Array;
  /** Entry j compares frames j and j + 1: Σ over bins of the absolute difference of their magnitudes. One entry fewer than frames. */
  readonly differences: Float64Array;
  /** Sum over the frames of the power of each bin below Nyquist; bin k is at k · rate ÷ windowSamples, bin 0 reads 0. */
  readonly powers: Float64Array;
}

/** Frames whose samples are staged at a time. */
const STAGED_FRAMES = 16;

/** What the kernel works with, for one size of window. */
class Stage {
  readonly window: Floats;
  readonly samples: Floats;
  readonly magnitudes: Floats;
  readonly powers: Doubles;
  readonly figures = new Doubles(2 * STAGED_FRAMES);

  constructor(windowSamples: number) {
    this.window = new Floats(windowSamples);
    this.window.view.set(hann(windowSamples));
    this.samples = new Floats(STAGED_FRAMES * windowSamples);
    this.magnitudes = new Floats(windowSamples / 2);
    this.powers = new Doubles(windowSamples / 2);
  }
}

const stages = new Map<number, Stage>();

/** The stage of a window, cleared. */
function clearStage(windowSamples: number): Stage {
  const stage = stages.get(windowSamples) ?? new Stage(windowSamples);
  stages.set(windowSamples, stage);
  stage.magnitudes.view.fill(0);
  stage.powers.view.fill(0);
  return stage;
}

/** Lets the kernel go through `frames` (up to `STAGED_FRAMES`) frames of `signal` from `start` on; their figures are then in the stage. */
function advance(
  stage: Stage,
  signal: Float32Array,
  start: number,
  frames: number,
  { windowSamples, hopSamples }: TracedFrames,
): void {
  const { setup, input, output, work } = realFft(windowSamples).pointers;
  copyCircular(signal, start, stage.samples.view.subarray(0, (frames - 1) * hopSamples + windowSamples));
  kernels.traceFrames(
    stage.samples.pointer,
    hopSamples,
    frames,
    stage.window.pointer,
    windowSamples,
    setup,
    input,
    output,
    work,
    stage.magnitudes.pointer,
    stage.powers.pointer,
    stage.figures.pointer,
  );
}

/**
 * Goes through Hann-windowed frames of the loop `signal` (not empty), magnitudes unscaled, DC and Nyquist left out. Silence gives zeros. `hopSamples` up to
 * `windowSamples`. New arrays. Equal to plain sums within 1e-5 of the largest (`test/dsp/circular-trace.test.ts`).
 */
export function circularTrace(signal: Float32Array, traced: TracedFrames): CircularTrace {
  const stage = clearStage(traced.windowSamples);
  const sums = new Float64Array(traced.frames);
  const differences = new Float64Array(traced.frames);
  for (let first = 0; first < traced.frames; first += STAGED_FRAMES) {
    const frames = Math.min(STAGED_FRAMES, traced.frames - first);
    advance(stage, signal, traced.startSample + first * traced.hopSamples, frames, traced);
    const figures = stage.figures.view;
    for (let i = 0; i < frames; i++) {
      sums[first + i] = figures[2 * i];
      differences[first + i] = figures[2 * i + 1];
    }
  }
  return { sums, differences: differences.subarray(1), powers: stage.powers.view.slice() };
}
