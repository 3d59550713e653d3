/** Fewer samples for comparisons that need no treble. Knows nothing of what is compared. */
import { copyFromSilence } from '../dsp/beyond-ends.ts';
import { sin } from '../dsp/elementary.ts';
import { kernels } from '../dsp/kernel/machine.ts';
import { borrowing, type Floats } from '../dsp/kernel/memory.ts';
import { hann } from '../dsp/window.ts';

/** Filter length on each side, in output samples: short, because a search that is settled at the full rate bears some aliasing. */
const REACH_SAMPLES = 3;
/** Output samples that are made at a time. */
const BLOCK_SAMPLES = 1024;

/** Windowed sinc with its edge at 0.9 of the output's Nyquist frequency; its taps sum to 1. */
function lowpassTaps(factor: number): Float32Array {
  const reach = REACH_SAMPLES * factor;
  const window = hann(2 * reach + 2).subarray(1);
  const cutoff = 0.9 / factor;
  const taps = window.map((weight, i) => {
    const x = Math.PI * (i - reach) * cutoff;
    return x === 0 ? weight : (weight * sin(x)) / x;
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** The samples of `output`, block by block through `staged` and `made`. */
function fill(output: Float32Array, signal: Float32Array, factor: number, taps: Floats, staged: Floats, made: Floats) {
  const reach = REACH_SAMPLES * factor;
  for (let first = 0; first < output.length; first += BLOCK_SAMPLES) {
    const count = Math.min(BLOCK_SAMPLES, output.length - first);
    copyFromSilence(signal, first * factor - reach, staged.view);
    kernels.decimate(staged.pointer, taps.pointer, taps.length, factor, count, made.pointer);
    output.set(made.view.subarray(0, count), first);
  }
}

/** Every `factor`-th sample of `signal` (a whole number ≥ 1) after a low-pass; silence is taken to surround it. Factor 1 gives `signal` itself. */
export function decimate(signal: Float32Array, factor: number): Float32Array {
  if (factor === 1) return signal;
  const weights = lowpassTaps(factor);
  const output = new Float32Array(Math.floor(signal.length / factor));
  borrowing((lender) => {
    const taps = lender.floats((weights.length + 3) & ~3); // the kernel takes four at a time: the last are 0
    taps.view.set(weights);
    const staged = lender.floats(BLOCK_SAMPLES * factor + taps.length);
    fill(output, signal, factor, taps, staged, lender.floats(BLOCK_SAMPLES));
  });
  return output;
}
