/** One gain for a whole plane. Knows nothing of levels. */
import { changeBlocks } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';

/** Multiplies `signal` by `gain`, in place. */
export function scale(signal: Float32Array, gain: number): void {
  changeBlocks(signal, signal, (pointer, count) => kernels.scaled(pointer, count, gain));
}
