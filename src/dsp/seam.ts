/**
 * How audible the seam of a loop is, as three figures, and where in a loop it is least so. Knows nothing of how loops are made
 * or what figures are good enough.
 */
import { gainToDb } from './elementary.ts';
import { realFft } from './fft.ts';
import { applyWindow, hann } from './window.ts';

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
/** Partials that beat within a bin make this much flux in the steadiest tone; nobody hears a change that small. */
const FLUX_FLOOR = 0.01;

/** The `share` quantile (0 to 1) of `values`, which are sorted in place; 0 for none. */
export function quantileOf(values: Float32Array, share: number): number {
  values.sort();
  return values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? 0;
}

/** Energy of the frames `start` … `end` − 1 of `plane`. */
export function energyOf(plane: Float32Array, start: number, end: number): number {
  let energy = 0;
  for (let n = start; n < end; n++) energy += plane[n] * plane[n];
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
  readonly #wrapped = new Float32Array(WINDOW_SAMPLES);

  constructor(mono: Float32Array) {
    this.#mono = mono;
  }

  /** Replaces `magnitudes` with those of frame `hop`; returns by how much they rose, and their sum. */
  advance(hop: number, magnitudes: Float32Array): { readonly rise: number; readonly sum: number } {
    const { length } = this.#mono;
    const start = (hop * HOP_SAMPLES - WINDOW_SAMPLES / 2 + 2 * length) % length;
    const fft = realFft(WINDOW_SAMPLES);
    if (start + WINDOW_SAMPLES <= length) applyWindow(this.#mono, start, this.#window, fft.input());
    else applyWindow(this.#wrap(start), 0, this.#window, fft.input());
    return compareMagnitudes(fft.forwardOfInput(), magnitudes);
  }

  #wrap(start: number): Float32Array {
    const untilEnd = this.#mono.subarray(start);
    this.#wrapped.set(untilEnd);
    this.#wrapped.set(this.#mono.subarray(0, WINDOW_SAMPLES - untilEnd.length), untilEnd.length);
    return this.#wrapped;
  }
}

/** Replaces `magnitudes` with those of `spectrum`; returns by how much they rose, and their sum. */
function compareMagnitudes(spectrum: Float32Array, magnitudes: Float32Array): { rise: number; sum: number } {
  let rise = 0;
  let sum = 0;
  for (let bin = 1; bin < magnitudes.length; bin++) {
    const re = spectrum[2 * bin];
    const im = spectrum[2 * bin + 1];
    const magnitude = Math.sqrt(re * re + im * im);
    rise += Math.max(0, magnitude - magnitudes[bin]);
    sum += magnitude;
    magnitudes[bin] = magnitude;
  }
  return { rise, sum };
}

/**
 * Flux between neighbouring analysis frames of a loop (1,024 samples, hop 256, Hann, magnitudes, half-wave rectified, summed over
 * bins), circularly: entry i compares the frame at i · 256 with the one before. Never less than 1 % of the mean magnitude sum.
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

/** How far from the seam the analysis frames around it reach, with as much to spare. */
export const SEAM_REACH_SAMPLES = 2 * WINDOW_SAMPLES;

/** The loop without its middle: the same on both sides of the seam, as far as the analysis frames there reach. */
function edgesOf(channels: readonly Float32Array[]): readonly Float32Array[] {
  if ((channels[0]?.length ?? 0) <= 2 * SEAM_REACH_SAMPLES) return channels;
  return channels.map((plane) => {
    const edges = new Float32Array(2 * SEAM_REACH_SAMPLES);
    edges.set(plane.subarray(0, SEAM_REACH_SAMPLES));
    edges.set(plane.subarray(plane.length - SEAM_REACH_SAMPLES), SEAM_REACH_SAMPLES);
    return edges;
  });
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

const STEP_BINS = 8192;

function largestStep(plane: Float32Array): number {
  let largest = 0;
  for (let n = 1; n < plane.length; n++) largest = Math.max(largest, Math.abs(plane[n] - plane[n - 1]));
  return largest;
}

/**
 * 99.9th percentile of the absolute steps between neighbouring samples, of the plane where it is highest: the steepest that is still
 * usual. Counted in bins of 1/8192 of the largest step, rounded down. 0 for silence and for fewer than two samples.
 */
export function usualStep(channels: readonly Float32Array[]): number {
  let usual = 0;
  for (const plane of channels) {
    const largest = largestStep(plane);
    if (largest === 0) continue;
    const counts = new Uint32Array(STEP_BINS + 1);
    const scale = STEP_BINS / largest;
    for (let n = 1; n < plane.length; n++) counts[(Math.abs(plane[n] - plane[n - 1]) * scale) | 0]++;
    let above = counts[STEP_BINS];
    let bin = STEP_BINS;
    while (above <= 0.001 * (plane.length - 1)) above += counts[--bin];
    usual = Math.max(usual, bin / scale);
  }
  return usual;
}

function seamStep(channels: readonly Float32Array[]): number {
  return channels.reduce((most, plane) => Math.max(most, Math.abs(plane[0] - plane[plane.length - 1])), 0);
}

/** What is known of a loop already, from whatever turn of it. */
export interface LoopInside {
  /** Median of `circularFlux` of the mono sum. */
  readonly medianFlux: number;
  readonly usualStep: number;
}

/** What the seam of the loop that is the whole of `channels` is compared with; does not depend on where the loop begins. */
export function loopInside(channels: readonly Float32Array[], flux: Float32Array): LoopInside {
  return { medianFlux: quantileOf(flux.slice(), 0.5), usualStep: usualStep(channels) };
}

/** Level of the `frames` after the seam less that of the `frames` before, dB. */
function levelStepDb(plane: Float32Array, frames: number): number {
  const before = energyOf(plane, plane.length - frames, plane.length);
  const after = energyOf(plane, 0, frames);
  if (before > 0 && after > 0) return gainToDb(Math.sqrt(after / before));
  return before === after ? 0 : Infinity;
}

/**
 * The three figures of a loop that is the whole of `channels`, played twice; the level is that of the channel where it changes most.
 * Silence and loops under 1,024 frames give 0 for what cannot be told; never NaN. Throws nothing.
 * Accuracy: a sine of whole periods has a step ratio ≤ 1 and a flux ratio ≤ 1.5, a half-period jump far more (`test/dsp/seam.test.ts`).
 */
export function seamFigures(channels: readonly Float32Array[], sampleRateHz: number, inside?: LoopInside): SeamFigures {
  const frames = Math.min(Math.round(LEVEL_SECONDS * sampleRateHz), channels[0]?.length ?? 0);
  if (frames === 0) return { stepRatio: 0, fluxRatio: 0, levelDb: 0 };
  const usual = inside ?? loopInside(channels, circularFlux(monoSum(channels)));
  const levels = channels.map((plane) => levelStepDb(plane, frames));
  return {
    stepRatio: ratioOf(seamStep(channels), usual.usualStep),
    fluxRatio: ratioOf(seamFlux(monoSum(edgesOf(channels))), usual.medianFlux),
    levelDb: levels.reduce((most, db) => (Math.abs(db) > Math.abs(most) ? db : most)),
  };
}
