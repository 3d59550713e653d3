/** Fewer samples for comparisons that need no treble. Knows nothing of what is compared. */
import { sin } from '../dsp/elementary.ts';
import { hann } from '../dsp/window.ts';

/** Filter length on each side, in output samples: short, because a search that is settled at the full rate bears some aliasing. */
const REACH_SAMPLES = 3;

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

/** Every `factor`-th sample of `signal` (a whole number ≥ 1) after a low-pass; silence is taken to surround it. Factor 1 gives `signal` itself. */
export function decimate(signal: Float32Array, factor: number): Float32Array {
  if (factor === 1) return signal;
  const taps = lowpassTaps(factor);
  const reach = REACH_SAMPLES * factor;
  const output = new Float32Array(Math.floor(signal.length / factor));
  const padded = new Float32Array(signal.length + 2 * reach);
  padded.set(signal, reach);
  for (let n = 0; n < output.length; n++) output[n] = symmetricSum(padded, n * factor, taps);
  return output;
}

/** Σ taps[k] · signal[first + k] for an odd number of taps that are the same backwards: one product for two samples. */
function symmetricSum(signal: Float32Array, first: number, taps: Float32Array): number {
  const middle = (taps.length - 1) / 2;
  const last = first + taps.length - 1;
  let sum = taps[middle] * signal[first + middle];
  for (let k = 0; k < middle; k++) sum += taps[k] * (signal[first + k] + signal[last - k]);
  return sum;
}
