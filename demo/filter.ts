/**
 * Filters and gain curves for the demo tracks. Knows nothing of what they are applied to.
 */
import { exp, tan } from '../src/dsp/elementary.ts';

export interface FilterShape {
  readonly pass: 'low' | 'high' | 'band';
  readonly cutoffHz: number;
  /** 0.5 is gentle, 0.7 flat, 4 rings. */
  readonly resonance: number;
}

/**
 * Filters `signal` in place, 12 dB an octave (6 on each side for `band`).
 * Source: the trapezoidal state-variable filter, A. Simper, "Solving the continuous SVF equations", Cytomic 2013.
 */
export function filter(signal: Float32Array, sampleRateHz: number, shape: FilterShape): void {
  const g = tan((Math.PI * Math.min(shape.cutoffHz, 0.49 * sampleRateHz)) / sampleRateHz);
  const damping = 1 / shape.resonance;
  const scale = 1 / (1 + g * (g + damping));
  let first = 0;
  let second = 0;
  for (let i = 0; i < signal.length; i++) {
    const rest = signal[i] - second;
    const band = scale * (first + g * rest);
    const low = second + g * band;
    first = 2 * band - first;
    second = 2 * low - second;
    if (shape.pass === 'low') signal[i] = low;
    else signal[i] = shape.pass === 'band' ? band : rest + second - low - damping * band;
  }
}

/** Multiplies `signal` in place by e^(−t/decay), after a straight attack that avoids a click. */
export function decay(signal: Float32Array, sampleRateHz: number, attackSeconds: number, decaySeconds: number): void {
  const factor = exp(-1 / (decaySeconds * sampleRateHz));
  const attackFrames = Math.max(1, Math.round(attackSeconds * sampleRateHz));
  let gain = 1;
  for (let i = 0; i < signal.length; i++) {
    signal[i] *= gain * Math.min(1, i / attackFrames);
    gain *= factor;
  }
}

/** Fades both ends of `signal` in place along straight lines; the ends are silent. */
export function fadeEnds(signal: Float32Array, inFrames: number, outFrames: number): void {
  const last = signal.length - 1;
  for (let i = 0; i < Math.min(inFrames, signal.length); i++) signal[i] *= i / inFrames;
  for (let i = 0; i < Math.min(outFrames, signal.length); i++) signal[last - i] *= i / outFrames;
}

/** Adds `gain · sound` to `out` from the sample frame nearest to `start` on; what reaches past the end is dropped. */
export function mixInto(out: Float32Array, sound: Float32Array, start: number, gain: number): void {
  const startFrame = Math.round(start);
  const frames = Math.min(sound.length, out.length - startFrame);
  for (let i = 0; i < frames; i++) out[startFrame + i] += gain * sound[i];
}

/** Removes each channel's mean and scales all of them alike so that the highest sample is at `peak`. Silence stays silence. */
export function normalise(channels: readonly Float32Array[], peak: number): void {
  let highest = 0;
  for (const channel of channels) {
    let sum = 0;
    for (const sample of channel) sum += sample;
    const mean = sum / channel.length;
    for (let i = 0; i < channel.length; i++) {
      channel[i] -= mean;
      highest = Math.max(highest, Math.abs(channel[i]));
    }
  }
  if (highest === 0) return;
  for (const channel of channels) for (let i = 0; i < channel.length; i++) channel[i] *= peak / highest;
}
