/** Window functions and the equal-power curve. Knows nothing of hops or spectra. */
import { cos, sin } from './elementary.ts';

/** Periodic Hann window of `size` samples: 0.5 − 0.5·cos(2πn/size). Sums to 1 at hop size/2. Empty for size 0. */
export function hann(size: number): Float32Array {
  const window = new Float32Array(size);
  for (let n = 0; n < size; n++) window[n] = 0.5 - 0.5 * cos((2 * Math.PI * n) / size);
  return window;
}

/** Sine window of `size` samples: sin(π(n + ½)/size). Its squares sum to 1 at hop size/2. */
export function sineWindow(size: number): Float32Array {
  const window = new Float32Array(size);
  for (let n = 0; n < size; n++) window[n] = sin((Math.PI * (n + 0.5)) / size);
  return window;
}

/**
 * Writes `signal[start + n] · window[n]` to `windowed[n]`, for a window whose length is a multiple of 4; beyond its ends the signal is
 * silent. Four products a turn: the engine's bounds checks cost as much as the arithmetic.
 */
export function applyWindow(signal: Float32Array, start: number, window: Float32Array, windowed: Float32Array): void {
  if (start < 0 || start + window.length > signal.length) {
    for (let n = 0; n < window.length; n++) {
      const at = start + n;
      windowed[n] = at < 0 || at >= signal.length ? 0 : signal[at] * window[n];
    }
    return;
  }
  for (let n = 0; n < window.length; n += 4) {
    windowed[n] = signal[start + n] * window[n];
    windowed[n + 1] = signal[start + n + 1] * window[n + 1];
    windowed[n + 2] = signal[start + n + 2] * window[n + 2];
    windowed[n + 3] = signal[start + n + 3] * window[n + 3];
  }
}

/** Adds `frame[n] · window[n]` to `signal[start + n]`, for a window whose length is a multiple of 4; what falls outside the signal is lost. */
export function overlapAdd(frame: Float32Array, window: Float32Array, signal: Float32Array, start: number): void {
  if (start < 0 || start + window.length > signal.length) {
    const last = Math.min(window.length, signal.length - start);
    for (let n = Math.max(0, -start); n < last; n++) signal[start + n] += frame[n] * window[n];
    return;
  }
  for (let n = 0; n < window.length; n += 4) {
    signal[start + n] += frame[n] * window[n];
    signal[start + n + 1] += frame[n + 1] * window[n + 1];
    signal[start + n + 2] += frame[n + 2] * window[n + 2];
    signal[start + n + 3] += frame[n + 3] * window[n + 3];
  }
}

/** Gain of a fade-in at `position` (0 to 1) with equal power: sin(π/2 · position), so that in² + out² = 1. */
export const equalPowerFade = (position: number): number => sin((Math.PI / 2) * position);
