/** Fewer samples for comparisons that need no treble. Knows nothing of what is compared. */
import { sin } from '../dsp/elementary.ts';
import { hann } from '../dsp/window.ts';
import type { Channels } from '../texture/texture.ts';

/** Filter length on each side, in output samples: short, because a search that is settled at the full rate bears some aliasing. */
const REACH_SAMPLES = 3;

/** Mean of the channels; the first itself where it is the only one. Empty for no channels. */
export function mid(channels: Channels): Float32Array {
  const [left, right] = channels;
  if (right === undefined) return left ?? new Float32Array(0);
  const mean = new Float32Array(left.length);
  for (let i = 0; i < mean.length; i++) mean[i] = (left[i] + right[i]) / 2;
  return mean;
}

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
  for (let n = 0; n < output.length; n++) {
    const first = n * factor - reach;
    const from = Math.max(0, -first);
    const to = Math.min(taps.length, signal.length - first);
    let sum = 0;
    for (let k = from; k < to; k++) sum += taps[k] * signal[first + k];
    output[n] = sum;
  }
  return output;
}
