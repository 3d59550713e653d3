/** Removal of a constant offset. Knows nothing of filters: nothing here has memory, so a loop stays a loop. */
import { hann } from './window.ts';

/** Mean of `signal` in its own units; 0 for an empty one. */
export function mean(signal: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < signal.length; i++) sum += signal[i];
  return signal.length > 0 ? sum / signal.length : 0;
}

/** Subtracts the mean of a loop from every sample, in place: the seam keeps its step. Silence and empty stay as they are. */
export function removeLoopDc(signal: Float32Array): void {
  const offset = mean(signal);
  for (let i = 0; i < signal.length; i++) signal[i] -= offset;
}

/**
 * Takes the mean out of a one-shot, in place, without lifting its silent ends: x − mean · N · w ÷ Σw with a Hann window w.
 * Silence and empty stay as they are. Accuracy: the mean left is below −140 dB of full scale (`test/dsp/dc.test.ts`).
 */
export function removeOneShotDc(signal: Float32Array): void {
  const window = hann(signal.length);
  const weight = mean(window);
  if (weight === 0) return;
  const scale = mean(signal) / weight;
  for (let i = 0; i < signal.length; i++) signal[i] -= scale * window[i];
}
