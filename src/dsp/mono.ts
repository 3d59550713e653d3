/** Several planes as one. Knows nothing of levels. */
import { BLOCK_SAMPLES, showPairs } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';
import { Floats } from './kernel/memory.ts';
import { newPlane } from './planes.ts';

const averages = new Floats(BLOCK_SAMPLES);

/** The average of one or two planes of equal length: a new plane, or the only one itself; empty for none. */
export function monoSum(channels: readonly Float32Array[]): Float32Array {
  const [left, right] = channels;
  if (right === undefined) return left ?? new Float32Array(0);
  const mono = newPlane(left.length);
  let first = 0;
  showPairs(left, right, (leftPointer, rightPointer, count) => {
    kernels.average(leftPointer, rightPointer, count, averages.pointer);
    mono.set(averages.view.subarray(0, count), first);
    first += count;
  });
  return mono;
}
