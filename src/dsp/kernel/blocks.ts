/** Takes planes of any length to kernels, block by block. Knows nothing of what the kernels do; they must not call back into here. */
import { Floats } from './memory.ts';

/** The most that a kernel is shown at a time. */
export const BLOCK_SAMPLES = 4096;
const stages = [new Floats(BLOCK_SAMPLES), new Floats(BLOCK_SAMPLES)] as const;

/** Puts up to a block of `signal` from `first` on into the stage, silence up to the next multiple of 4, and tells how many samples those are. */
function stage(at: 0 | 1, signal: Float32Array, first: number): number {
  const count = Math.min(BLOCK_SAMPLES, signal.length - first);
  const { view } = stages[at];
  view.set(signal.subarray(first, first + count));
  view.fill(0, count, (count + 3) & ~3);
  return count;
}

/** Shows `kernel` each block of `signal`: where it lies, and how many samples it holds (silence follows up to a multiple of 4). */
export function showBlocks(signal: Float32Array, kernel: (pointer: number, count: number) => void): void {
  for (let first = 0; first < signal.length; first += BLOCK_SAMPLES) kernel(stages[0].pointer, stage(0, signal, first));
}

/** The same for two planes of equal length. */
export function showPairs(
  left: Float32Array,
  right: Float32Array,
  kernel: (left: number, right: number, count: number) => void,
): void {
  for (let first = 0; first < left.length; first += BLOCK_SAMPLES) {
    stage(1, right, first);
    kernel(stages[0].pointer, stages[1].pointer, stage(0, left, first));
  }
}

/** `to` (which may be `signal` itself) becomes what `kernel` makes of each block of `signal`; it is also told which sample is the first. */
export function changeBlocks(
  signal: Float32Array,
  to: Float32Array,
  kernel: (pointer: number, count: number, first: number) => void,
): void {
  for (let first = 0; first < signal.length; first += BLOCK_SAMPLES) {
    const count = stage(0, signal, first);
    kernel(stages[0].pointer, count, first);
    to.set(stages[0].view.subarray(0, count), first);
  }
}

/** The same for one or two planes of equal length at a time; a lone one is both. */
export function changePlanes(
  channels: readonly Float32Array[],
  to: readonly Float32Array[],
  kernel: (left: number, right: number, count: number, first: number) => void,
): void {
  const [left, right] = [stages[0], stages[channels.length - 1]];
  for (let first = 0; first < channels[0].length; first += BLOCK_SAMPLES) {
    if (channels.length > 1) stage(1, channels[1], first);
    const count = stage(0, channels[0], first);
    kernel(left.pointer, right.pointer, count, first);
    to[0].set(left.view.subarray(0, count), first);
    if (channels.length > 1) to[1].set(right.view.subarray(0, count), first);
  }
}
