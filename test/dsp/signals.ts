/** Known signals and plain measurements of them, by textbook formulas and `Math`, so that no code under test vouches for itself. */

/** sin(2πft + phase), amplitude 1. */
export function sine(hz: number, sampleRateHz: number, length: number, phase = 0): Float32Array {
  return Float32Array.from({ length }, (_, n) => Math.sin((2 * Math.PI * hz * n) / sampleRateHz + phase));
}

/** Uniform white noise in ±`amplitude` from a linear congruential generator (Numerical Recipes, 3rd ed., 7.1). */
export function whiteNoise(length: number, amplitude = 1, seed = 1): Float32Array {
  let state = seed;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return amplitude * (state / 2147483648 - 1);
  });
}

export function rmsOf(signal: Float32Array): number {
  let sum = 0;
  for (const value of signal) sum += value * value;
  return Math.sqrt(sum / Math.max(1, signal.length));
}

/** Amplitude of the component at `hz`: one bin of a DFT over the whole signal. */
export function amplitudeAt(signal: Float32Array, hz: number, sampleRateHz: number): number {
  let real = 0;
  let imaginary = 0;
  for (let n = 0; n < signal.length; n++) {
    const angle = (2 * Math.PI * hz * n) / sampleRateHz;
    real += signal[n] * Math.cos(angle);
    imaginary += signal[n] * Math.sin(angle);
  }
  return (2 * Math.hypot(real, imaginary)) / signal.length;
}

/** Sums signals of equal length. */
export function mix(...signals: readonly Float32Array[]): Float32Array {
  return signals[0].map((_, n) => signals.reduce((sum, signal) => sum + signal[n], 0));
}

export const scaled = (signal: Float32Array, gain: number): Float32Array => signal.map((value) => value * gain);
