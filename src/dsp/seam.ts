/**
 * How audible the seam of a loop is, as three figures, and where in a loop it is least so. Knows nothing of how loops are made
 * or what figures are good enough.
 */
import { gainToDb } from './elementary.ts';
import { realFft } from './fft.ts';
import { hann } from './window.ts';

/** Smooth: step and flux at most those of the inside. */
export interface SeamFigures {
  /** Sample step across the seam ÷ 99.9th percentile of the steps inside. */
  readonly stepRatio: number;
  /** Largest spectral flux of the analysis frames that straddle the seam ÷ median flux inside. */
  readonly fluxRatio: number;
  /** Level of the 50 ms after the seam less that of the 50 ms before, dB. */
  readonly levelDb: number;
}

const WINDOW_SAMPLES = 1024;
const HOP_SAMPLES = 256;
const LEVEL_SECONDS = 0.05;
/** Flux below this share of the mean magnitude is rounding, not change: a pure tone has no more, and none of it is heard. */
const FLUX_FLOOR = 0.002;

/** The `share` quantile (0 to 1) of `values`, which are sorted in place; 0 for none. */
export function quantileOf(values: Float32Array, share: number): number {
  values.sort();
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}

/** Energy of the `frames` frames from `start` (may be negative), circular, over all planes. */
function circularEnergy(channels: readonly Float32Array[], start: number, frames: number): number {
  let energy = 0;
  for (const plane of channels) {
    for (let n = 0; n < frames; n++) {
      const x = plane[(start + n + plane.length) % plane.length];
      energy += x * x;
    }
  }
  return energy;
}

const ratioOf = (above: number, below: number): number => (below > 0 ? above / below : above > 0 ? Infinity : 0);

/** Loops shorter than this have no frames to compare. */
const hopsOf = (mono: Float32Array): number =>
  mono.length < WINDOW_SAMPLES ? 0 : Math.floor(mono.length / HOP_SAMPLES);

/** Magnitudes of the analysis frame centred at hop `hop` of the loop (may be negative). */
class CircularSpectra {
  readonly #mono: Float32Array;
  readonly #window = hann(WINDOW_SAMPLES);
  readonly #frame = new Float32Array(WINDOW_SAMPLES);
  readonly #spectrum = new Float32Array(WINDOW_SAMPLES);

  constructor(mono: Float32Array) {
    this.#mono = mono;
  }

  /** Replaces `magnitudes` with those of frame `hop`; returns by how much they rose, and their sum. */
  advance(hop: number, magnitudes: Float32Array): { readonly rise: number; readonly sum: number } {
    const { length } = this.#mono;
    let at = (hop * HOP_SAMPLES - WINDOW_SAMPLES / 2 + 2 * length) % length;
    for (let n = 0; n < WINDOW_SAMPLES; n++) {
      this.#frame[n] = this.#mono[at] * this.#window[n];
      if (++at === length) at = 0;
    }
    realFft(WINDOW_SAMPLES).forward(this.#frame, this.#spectrum);
    let rise = 0;
    let sum = 0;
    for (let bin = 1; bin < WINDOW_SAMPLES / 2; bin++) {
      const re = this.#spectrum[2 * bin];
      const im = this.#spectrum[2 * bin + 1];
      const magnitude = Math.sqrt(re * re + im * im);
      if (magnitude > magnitudes[bin]) rise += magnitude - magnitudes[bin];
      sum += magnitude;
      magnitudes[bin] = magnitude;
    }
    return { rise, sum };
  }
}

/**
 * Flux between neighbouring analysis frames of a loop (1,024 samples, hop 256, Hann, magnitudes, half-wave rectified, summed over
 * bins), circularly: entry i compares the frame at i · 256 with the one before. Never less than 0.2 % of the mean magnitude sum.
 * Empty for loops under 1,024 frames.
 */
export function circularFlux(mono: Float32Array): Float32Array {
  const flux = new Float32Array(hopsOf(mono));
  const spectra = new CircularSpectra(mono);
  const magnitudes = new Float32Array(WINDOW_SAMPLES / 2);
  let total = 0;
  if (flux.length > 0) spectra.advance(-1, magnitudes);
  for (let i = 0; i < flux.length; i++) {
    const { rise, sum } = spectra.advance(i, magnitudes);
    flux[i] = rise;
    total += sum;
  }
  const floor = (FLUX_FLOOR * total) / flux.length;
  for (let i = 0; i < flux.length; i++) flux[i] = Math.max(flux[i], floor);
  return flux;
}

/** Largest flux between the analysis frames that straddle the seam. */
function seamFlux(mono: Float32Array): number {
  if (hopsOf(mono) === 0) return 0;
  const reach = WINDOW_SAMPLES / 2 / HOP_SAMPLES;
  const spectra = new CircularSpectra(mono);
  const magnitudes = new Float32Array(WINDOW_SAMPLES / 2);
  spectra.advance(-reach, magnitudes);
  let largest = 0;
  for (let hop = 1 - reach; hop <= reach; hop++) largest = Math.max(largest, spectra.advance(hop, magnitudes).rise);
  return largest;
}

/** Sum of the planes, scaled by 1 ÷ their number. */
export function monoSum(channels: readonly Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  const mono = new Float32Array(channels[0]?.length ?? 0);
  for (const plane of channels) for (let n = 0; n < mono.length; n++) mono[n] += plane[n] / channels.length;
  return mono;
}

/** 99.9th percentile of the steps of all planes: the steepest that is still usual. Whole signals only; 0 for empty ones. */
export function usualStep(channels: readonly Float32Array[]): number {
  let usual = 0;
  for (const plane of channels) {
    const steps = new Float32Array(Math.max(0, plane.length - 1));
    for (let n = 0; n < steps.length; n++) steps[n] = Math.abs(plane[n + 1] - plane[n]);
    usual = Math.max(usual, quantileOf(steps, 0.999));
  }
  return usual;
}

function seamStep(channels: readonly Float32Array[]): number {
  return channels.reduce((most, plane) => Math.max(most, Math.abs(plane[0] - plane[plane.length - 1])), 0);
}

/**
 * The three figures of a loop that is the whole of `channels`, played twice. `inside` is the flux of the loop if it is known already,
 * from whatever turn of it; sorted in place.
 * Silence and loops under 1,024 frames give 0 for what cannot be told; never NaN. Throws nothing.
 * Accuracy: a sine of whole periods has a step ratio ≤ 1 and a flux ratio ≤ 1.5, a half-period jump far more (`test/dsp/seam.test.ts`).
 */
export function seamFigures(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  inside?: Float32Array,
): SeamFigures {
  const mono = monoSum(channels);
  const frames = Math.min(Math.round(LEVEL_SECONDS * sampleRateHz), mono.length);
  if (frames === 0) return { stepRatio: 0, fluxRatio: 0, levelDb: 0 };
  const before = circularEnergy(channels, -frames, frames);
  const after = circularEnergy(channels, 0, frames);
  return {
    stepRatio: ratioOf(seamStep(channels), usualStep(channels)),
    fluxRatio: ratioOf(seamFlux(mono), quantileOf(inside ?? circularFlux(mono), 0.5)),
    levelDb: before > 0 && after > 0 ? gainToDb(Math.sqrt(after / before)) : before === after ? 0 : Infinity,
  };
}
