/**
 * Band-limited tones and noise to build the demo tracks from, with the same bits on every Node version.
 * Knows nothing of notes, bars or files.
 */
import { sin } from '../src/dsp/elementary.ts';
import type { Random } from '../src/dsp/random.ts';

const TABLE_SAMPLES = 2048;

/** One cycle of a periodic wave, with its first value repeated at the end for interpolation. */
export type Wavetable = Float32Array;

/** One cycle with partial k at amplitude `partials[k − 1]`, in sine phase, scaled to a peak of 1. Empty gives silence. */
export function wavetable(partials: readonly number[]): Wavetable {
  const table = new Float32Array(TABLE_SAMPLES + 1);
  let peak = 1e-9;
  for (let i = 0; i < TABLE_SAMPLES; i++) {
    let sum = 0;
    for (let k = 0; k < partials.length; k++) sum += partials[k] * sin((2 * Math.PI * (k + 1) * i) / TABLE_SAMPLES);
    table[i] = sum;
    peak = Math.max(peak, Math.abs(sum));
  }
  for (let i = 0; i < TABLE_SAMPLES; i++) table[i] /= peak;
  table[TABLE_SAMPLES] = table[0];
  return table;
}

/** The first `count` partials of a sawtooth, each `rolloff` times weaker than in the true one. */
export const sawPartials = (count: number, rolloff: number): number[] => {
  const partials: number[] = [];
  for (let k = 1, softness = 1; k <= count; k++, softness *= rolloff) partials.push(softness / k);
  return partials;
};

export interface Tone {
  readonly table: Wavetable;
  readonly frequencyHz: number;
  readonly gain: number;
  /** Where in its cycle the tone starts, 0 to 1. */
  readonly phase: number;
}

/** Adds a steady tone to all of `out`, by linear interpolation of its table. */
export function addTone(out: Float32Array, sampleRateHz: number, { table, frequencyHz, gain, phase }: Tone): void {
  const step = (frequencyHz / sampleRateHz) * TABLE_SAMPLES;
  let position = phase * TABLE_SAMPLES;
  for (let i = 0; i < out.length; i++) {
    const index = position | 0;
    const value = table[index];
    out[i] += gain * (value + (position - index) * (table[index + 1] - value));
    position += step;
    if (position >= TABLE_SAMPLES) position -= TABLE_SAMPLES;
  }
}

/** `frames` samples of uniform white noise in ±1. */
export function whiteNoise(frames: number, random: Random): Float32Array {
  const noise = new Float32Array(frames);
  for (let i = 0; i < frames; i++) noise[i] = 2 * random.uniform() - 1;
  return noise;
}
