/**
 * How audible the seam of a loop is, as three figures, and where in a loop it is least so. Knows nothing of how loops are made
 * or what figures are good enough.
 */
import { type CircularTrace, circularTrace } from './circular-trace.ts';
import { gainToDb } from './elementary.ts';
import { monoSum } from './mono.ts';
import { energyOf } from './plane-levels.ts';
import { newPlane } from './planes.ts';
import { median } from './quantile.ts';
import { usualStep } from './steps.ts';

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
const USUAL_SHARE = 0.999;
/** Partials that beat within a bin make this much flux in the steadiest tone; nobody hears a change that small. */
const FLUX_FLOOR = 0.01;

const ratioOf = (above: number, below: number): number => (below > 0 ? above / below : above > 0 ? Infinity : 0);

/** Frames of the loop from hop `first` on; hop 0 is centred at the seam. */
const framesFrom = (mono: Float32Array, first: number, frames: number): CircularTrace =>
  circularTrace(mono, {
    windowSamples: WINDOW_SAMPLES,
    hopSamples: HOP_SAMPLES,
    startSample: first * HOP_SAMPLES - WINDOW_SAMPLES / 2,
    frames,
  });

/** By how much magnitudes rose between neighbouring frames: half of what they moved, and half of what they are more. */
const risesOf = ({ sums, differences }: CircularTrace): Float64Array =>
  differences.map((difference, i) => Math.max(0, (difference + sums[i + 1] - sums[i]) / 2));

/**
 * Flux between neighbouring analysis frames of a loop (1,024 samples, hop 256, Hann, magnitudes, half-wave rectified, summed over
 * bins), circularly: entry i compares the frame at i · 256 with the one before. Never less than 1 % of the mean magnitude sum.
 * Empty for loops under 1,024 frames.
 */
export function circularFlux(mono: Float32Array): Float64Array {
  if (mono.length < WINDOW_SAMPLES) return new Float64Array(0);
  const trace = framesFrom(mono, -1, Math.floor(mono.length / HOP_SAMPLES) + 1);
  const flux = risesOf(trace);
  const floor = (FLUX_FLOOR * trace.sums.reduce((sum, magnitudes) => sum + magnitudes, 0)) / trace.sums.length;
  return flux.map((rise) => Math.max(rise, floor));
}

/** How far from the seam the analysis frames around it reach, with as much to spare. */
export const SEAM_REACH_SAMPLES = 2 * WINDOW_SAMPLES;

/** The loop without its middle: the same on both sides of the seam, as far as the analysis frames there reach. */
function edgesOf(channels: readonly Float32Array[]): readonly Float32Array[] {
  if ((channels[0]?.length ?? 0) <= 2 * SEAM_REACH_SAMPLES) return channels;
  return channels.map((plane) => {
    const edges = newPlane(2 * SEAM_REACH_SAMPLES);
    edges.set(plane.subarray(0, SEAM_REACH_SAMPLES));
    edges.set(plane.subarray(plane.length - SEAM_REACH_SAMPLES), SEAM_REACH_SAMPLES);
    return edges;
  });
}

/** Largest flux between the analysis frames that straddle the seam. */
function seamFlux(mono: Float32Array): number {
  if (mono.length < WINDOW_SAMPLES) return 0;
  const reach = WINDOW_SAMPLES / 2 / HOP_SAMPLES;
  return risesOf(framesFrom(mono, -reach, 2 * reach + 1)).reduce((most, rise) => Math.max(most, rise), 0);
}

function seamStep(channels: readonly Float32Array[]): number {
  return channels.reduce((most, plane) => Math.max(most, Math.abs(plane[0] - plane[plane.length - 1])), 0);
}

/** What is known of a loop already, from whatever turn of it. */
export interface LoopInside {
  /** Median of `circularFlux` of the mono sum. */
  readonly medianFlux: number;
  /** 99.9th percentile of the steps between neighbouring samples, of the plane where it is highest: the steepest that is still usual. */
  readonly usualStep: number;
}

/** What the seam of the loop that is the whole of `channels` is compared with; does not depend on where the loop begins. */
export function loopInside(channels: readonly Float32Array[], flux: Float64Array): LoopInside {
  return {
    medianFlux: median(flux),
    usualStep: channels.reduce((most, plane) => Math.max(most, usualStep(plane, USUAL_SHARE)), 0),
  };
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
