/** Removal of a constant offset. Knows nothing of filters: nothing here has memory, so a loop stays a loop. */
import { changeBlocks } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';
import { copyOfPlane, newPlane } from './planes.ts';

/** `signal`, whose mean is `mean`, without it: a loop keeps the step at its seam. A new array. */
export function loopWithoutDc(signal: Float32Array, mean: number): Float32Array {
  const level = newPlane(signal.length);
  changeBlocks(signal, level, (pointer, count) => kernels.shifted(pointer, count, mean));
  return level;
}

/**
 * The one-shot `signal`, whose mean is `mean`, without it, its silent ends left where they are: x − mean · 6·p·(1 − p), a parabola of mean 1 over
 * p = 0 … 1. Single samples and pairs stay as they are. A new array.
 * Accuracy: the mean left is below −100 dB of full scale (`test/dsp/dc.test.ts`).
 */
export function oneShotWithoutDc(signal: Float32Array, mean: number): Float32Array {
  const last = signal.length - 1;
  if (last < 2) return copyOfPlane(signal);
  const level = newPlane(signal.length);
  const bow = (6 * mean * signal.length) / (last - 1 / last) / (last * last); // Σ p·(1 − p) over n = 0 … last is (last − 1/last) ÷ 6
  changeBlocks(signal, level, (pointer, count, first) => kernels.bowed(pointer, count, first, last, bow));
  return level;
}
