/** Steps between neighbouring samples: how steep a waveform usually is. Knows nothing of what is too steep. */
import { copyFromSilence } from './beyond-ends.ts';
import { kernels } from './kernel/machine.ts';
import { Floats } from './kernel/memory.ts';
import { valueAtRank } from './quantile.ts';

/** Steps of which the largest is known, so that most need not be looked at one by one. */
const BLOCK_STEPS = 64;
/** Blocks that are staged at a time. */
const STAGED_BLOCKS = 64;
/** The sample before the first step of a stage stands here, so that the others stand on boundaries of SIMD. */
const LEAD = 4;
const staged = new Floats(LEAD + STAGED_BLOCKS * BLOCK_STEPS);
const stagedLargest = new Floats(STAGED_BLOCKS);

/** The largest step into samples 1 + 64·b … 64 + 64·b, for each block b; beyond the end of `signal` there are none. */
function largestOfBlocks(signal: Float32Array): Float32Array {
  const blocks = new Float32Array(Math.ceil((signal.length - 1) / BLOCK_STEPS));
  for (let first = 0; first < blocks.length; first += STAGED_BLOCKS) {
    const count = Math.min(STAGED_BLOCKS, blocks.length - first);
    const start = 1 + first * BLOCK_STEPS;
    copyFromSilence(signal, start - LEAD, staged.view);
    if (start + STAGED_BLOCKS * BLOCK_STEPS > signal.length)
      staged.view.fill(signal[signal.length - 1], LEAD + signal.length - start);
    kernels.largestSteps(staged.pointer + 4 * LEAD, BLOCK_STEPS, count, stagedLargest.pointer);
    blocks.set(stagedLargest.view.subarray(0, count), first);
  }
  return blocks;
}

/** The steps of at least `least`, looked for in the blocks that hold one. */
function stepsFrom(signal: Float32Array, blocks: Float32Array, least: number): Float32Array {
  const found: number[] = [];
  for (let block = 0; block < blocks.length; block++) {
    if (blocks[block] < least) continue;
    const end = Math.min(signal.length, 1 + (block + 1) * BLOCK_STEPS);
    for (let n = 1 + block * BLOCK_STEPS; n < end; n++) {
      const step = Math.fround(Math.abs(signal[n] - signal[n - 1]));
      if (step >= least) found.push(step);
    }
  }
  return Float32Array.from(found);
}

/**
 * The step |x[n] − x[n − 1]| of `signal` that the `share` (0 to 1) of all steps do not exceed: the value at rank ⌊share · count⌋ of the sorted steps, to a
 * float32 exactly (`test/dsp/steps.test.ts`). 0 for fewer than two samples. The rank from the top tells how many blocks must hold a step at least as large, so only
 * those are looked into.
 */
export function usualStep(signal: Float32Array, share: number): number {
  const count = signal.length - 1;
  if (count < 1) return 0;
  const fromTop = count - 1 - Math.min(count - 1, Math.floor(share * count));
  const blocks = largestOfBlocks(signal);
  const least = fromTop < blocks.length ? valueAtRank(blocks, blocks.length - 1 - fromTop) : 0;
  const steps = stepsFrom(signal, blocks, least).sort();
  return steps[steps.length - 1 - fromTop];
}
