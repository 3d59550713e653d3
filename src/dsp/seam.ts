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

/**
 * Flux between neighbouring analysis frames of a loop (1,024 samples, hop 256, Hann, magnitudes, half-wave rectified, summed over
 * bins), circularly: entry i compares the frame at i · 256 with the one before. Never less than 0.2 % of the mean magnitude sum.
 * Empty for loops under 1,024 frames.
 */
export function circularFlux(mono: Float32Array): Float32Array {
  const hops = Math.floor(mono.length / HOP_SAMPLES);
  if (mono.length < WINDOW_SAMPLES) return new Float32Array(0);
  const flux = new Float32Array(hops);
  const fft = realFft(WINDOW_SAMPLES);
  const window = hann(WINDOW_SAMPLES);
  const frame = new Float32Array(WINDOW_SAMPLES);
  const spectrum = new Float32Array(WINDOW_SAMPLES);
  const previous = new Float32Array(WINDOW_SAMPLES / 2);
  let total = 0;
  for (let i = -1; i < hops; i++) {
    const start = i * HOP_SAMPLES - WINDOW_SAMPLES / 2 + 2 * mono.length;
    for (let n = 0; n < WINDOW_SAMPLES; n++) frame[n] = mono[(start + n) % mono.length] * window[n];
    fft.forward(frame, spectrum);
    let rise = 0;
    for (let bin = 1; bin < WINDOW_SAMPLES / 2; bin++) {
      const re = spectrum[2 * bin];
      const im = spectrum[2 * bin + 1];
      const magnitude = Math.sqrt(re * re + im * im);
      if (magnitude > previous[bin]) rise += magnitude - previous[bin];
      total += magnitude;
      previous[bin] = magnitude;
    }
    if (i >= 0) flux[i] = rise;
  }
  const floor = (FLUX_FLOOR * total) / (hops + 1);
  for (let i = 0; i < hops; i++) flux[i] = Math.max(flux[i], floor);
  return flux;
}

/** Sum of the planes, scaled by 1 ÷ their number. */
export function monoSum(channels: readonly Float32Array[]): Float32Array {
  if (channels.length === 1) return channels[0];
  const mono = new Float32Array(channels[0]?.length ?? 0);
  for (const plane of channels) for (let n = 0; n < mono.length; n++) mono[n] += plane[n] / channels.length;
  return mono;
}

function stepRatio(channels: readonly Float32Array[]): number {
  let seam = 0;
  let inside = 0;
  for (const plane of channels) {
    const steps = new Float32Array(Math.max(0, plane.length - 1));
    for (let n = 0; n < steps.length; n++) steps[n] = Math.abs(plane[n + 1] - plane[n]);
    seam = Math.max(seam, Math.abs(plane[0] - plane[plane.length - 1]));
    inside = Math.max(inside, quantileOf(steps, 0.999));
  }
  return ratioOf(seam, inside);
}

function fluxRatio(flux: Float32Array): number {
  const reach = WINDOW_SAMPLES / 2 / HOP_SAMPLES;
  let seam = 0;
  for (let i = -reach + 1; i <= reach; i++) seam = Math.max(seam, flux.at(i) ?? 0);
  return ratioOf(seam, quantileOf(flux.slice(reach, flux.length - reach), 0.5));
}

/**
 * The three figures of a loop that is the whole of `channels`, played twice.
 * Silence and loops under 1,024 frames give 0 for what cannot be told; never NaN. Throws nothing.
 * Accuracy: a sine of whole periods has a step ratio ≤ 1 and a flux ratio ≤ 1.5, a half-period jump far more (`test/dsp/seam.test.ts`).
 */
export function seamFigures(channels: readonly Float32Array[], sampleRateHz: number): SeamFigures {
  const frames = Math.min(Math.round(LEVEL_SECONDS * sampleRateHz), channels[0]?.length ?? 0);
  const before = circularEnergy(channels, -frames, frames);
  const after = circularEnergy(channels, 0, frames);
  return {
    stepRatio: stepRatio(channels),
    fluxRatio: fluxRatio(circularFlux(monoSum(channels))),
    levelDb: before > 0 && after > 0 ? gainToDb(Math.sqrt(after / before)) : before === after ? 0 : Infinity,
  };
}
