/** Removal of a constant offset. Knows nothing of filters: nothing here has memory, so a loop stays a loop. */
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
 * Takes the mean out of a one-shot, in place, without lifting its silent ends: x − mean · 6·p·(1 − p), a parabola of mean 1 over
 * p = 0 … 1. Silence, empty and single samples stay as they are.
 * Accuracy: the mean left is below −100 dB of full scale (`test/dsp/dc.test.ts`).
 */
export function removeOneShotDc(signal: Float32Array): void {
  const last = signal.length - 1;
  if (last < 2) return;
  const scale = (6 * mean(signal) * signal.length) / (last - 1 / last); // Σ p·(1 − p) over n = 0 … last is (last − 1/last) ÷ 6
  for (let i = 0; i < signal.length; i++) signal[i] -= scale * (i / last) * (1 - i / last);
}
