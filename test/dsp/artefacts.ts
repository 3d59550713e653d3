/**
 * What stretching and transposing do to signals that show it: how far clicks are smeared, how a steady tone wavers, what folds back.
 * Plain measurements by textbook formulas and `Math`; knows nothing of who made the signal.
 */
import { sine } from './signals.ts';

/** One click and how far its energy lies from where most of it is. */
export interface Smear {
  /** Standard deviation of the energy about its centre, ms; the mean over the clicks. */
  readonly spreadMs: number;
  /** Share of the energy that is farther than 5 ms from the loudest sample; the mean over the clicks. */
  readonly farRatio: number;
}

const FAR_SECONDS = 0.005;

/** The smear of clicks expected at the given frames of `signal`, each looked for within `reachFrames`. */
export function clickSmear(
  signal: Float32Array,
  expectedFrames: readonly number[],
  reachFrames: number,
  rate: number,
): Smear {
  const each = expectedFrames.map((expected) => {
    const around = signal.subarray(Math.max(0, expected - reachFrames), expected + reachFrames);
    const energies = Float64Array.from(around, (x) => x * x);
    const total = energies.reduce((sum, energy) => sum + energy, 0);
    const centre = energies.reduce((sum, energy, n) => sum + energy * n, 0) / total;
    const loudest = energies.indexOf(Math.max(...energies));
    const variance = energies.reduce((sum, energy, n) => sum + energy * (n - centre) ** 2, 0) / total;
    const far = energies.reduce((sum, energy, n) => sum + (Math.abs(n - loudest) > FAR_SECONDS * rate ? energy : 0), 0);
    return { spreadMs: (1000 * Math.sqrt(variance)) / rate, farRatio: far / total };
  });
  const mean = (pick: (smear: Smear) => number) => each.reduce((sum, smear) => sum + pick(smear), 0) / each.length;
  return { spreadMs: mean((smear) => smear.spreadMs), farRatio: mean((smear) => smear.farRatio) };
}

/** (highest − lowest) ÷ (highest + lowest) of the amplitude at `hz` over the middle 60 % of `signal`, averaged over 10 ms: 0 for a steady tone. */
export function modulationDepth(signal: Float32Array, hz: number, rate: number): number {
  const frames = Math.round(Math.max(1, Math.round(0.01 * hz)) * (rate / hz));
  const turn = (2 * Math.PI * hz) / rate;
  const sums = { real: new Float64Array(signal.length + 1), imaginary: new Float64Array(signal.length + 1) };
  for (let n = 0; n < signal.length; n++) {
    sums.real[n + 1] = sums.real[n] + signal[n] * Math.cos(turn * n);
    sums.imaginary[n + 1] = sums.imaginary[n] + signal[n] * Math.sin(turn * n);
  }
  let highest = 0;
  let lowest = Infinity;
  for (let n = Math.floor(0.2 * signal.length); n + frames < 0.8 * signal.length; n += 16) {
    const real = sums.real[n + frames] - sums.real[n];
    const amplitude = Math.hypot(real, sums.imaginary[n + frames] - sums.imaginary[n]);
    highest = Math.max(highest, amplitude);
    lowest = Math.min(lowest, amplitude);
  }
  return (highest - lowest) / (highest + lowest);
}

/** A sweep of one second, linear in frequency, amplitude 0.5, faded over 50 ms. */
export function sweep(fromHz: number, toHz: number, rate: number): Float32Array {
  return Float32Array.from({ length: rate }, (_, n) => {
    const t = n / rate;
    const fade = Math.min(1, t / 0.05, (1 - t) / 0.05);
    return (
      0.5 * (0.5 - 0.5 * Math.cos(Math.PI * fade)) * Math.sin(2 * Math.PI * (fromHz + ((toHz - fromHz) * t) / 2) * t)
    );
  });
}

/** What an octave up has no room for: a sweep from 1.1 times half the Nyquist frequency to 0.98 of it. */
export const unhearableSweep = (rate: number): Float32Array => sweep(0.275 * rate, 0.49 * rate, rate);

const LOWPASS_TAPS = 255;

/** A windowed-sinc low-pass at `cutoffHz` (Blackman, 255 taps: −70 dB from 5 % of the rate on). */
function lowpassed(signal: Float32Array, cutoffHz: number, rate: number): Float32Array {
  const middle = (LOWPASS_TAPS - 1) / 2;
  const taps = Float64Array.from({ length: LOWPASS_TAPS }, (_, i) => {
    const x = i - middle;
    const turn = (2 * Math.PI * i) / (LOWPASS_TAPS - 1);
    const blackman = 0.42 - 0.5 * Math.cos(turn) + 0.08 * Math.cos(2 * turn);
    return x === 0 ? (2 * cutoffHz) / rate : (blackman * Math.sin((2 * Math.PI * cutoffHz * x) / rate)) / (Math.PI * x);
  });
  return signal.map((_, n) => taps.reduce((sum, tap, i) => sum + tap * (signal[n + i - middle] ?? 0), 0));
}

/** Power of `output` below 0.85 of the Nyquist frequency, where hearing is, against that of `input`, dB. */
export function aliasDb(output: Float32Array, input: Float32Array, rate: number): number {
  const power = (signal: Float32Array) => signal.reduce((sum, x) => sum + x * x, 0) / signal.length;
  return 10 * Math.log10(power(lowpassed(output, 0.425 * rate, rate)) / power(input) + 1e-20);
}

/** A steady tone of `seconds`, amplitude 0.3. */
export const steadyTone = (hz: number, seconds: number, rate: number): Float32Array =>
  sine(hz, rate, Math.round(seconds * rate)).map((x) => 0.3 * x);
