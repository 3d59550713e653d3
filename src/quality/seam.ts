/**
 * How audible the seam of a finished loop is, measured on the loop played twice. Knows nothing of how the loop was made; on purpose
 * it shares no code with the search for loop points, so that an error there cannot hide here.
 *
 * Each figure comes with what is usual inside the same loop, because a seam is heard only where it is more eventful than the
 * music around it: a steady pad betrays a step of 1 dB, a cloud of grains swings by more at every moment.
 * All figures are taken per channel, and the worst channel counts.
 */
import { energyOf } from '../dsp/plane-levels.ts';
import { median, quantile } from '../dsp/quantile.ts';
import { usualStep } from '../dsp/steps.ts';
import type { Channels } from '../texture/texture.ts';
import {
  MAX_SEAM_DIP_DB,
  MAX_SEAM_DRIFT_DB,
  MAX_SEAM_FLUX_RATIO,
  MAX_SEAM_LEVEL_DB,
  seamAllowance,
} from './seam-limits.ts';
import { SEAM_PAIRS, type SpectralTrace } from './spectral-trace.ts';
import { levelDbfs, windowFramesAt, windowPowers } from './window-power.ts';

export interface SeamFigures {
  /** |first − last sample| ÷ 99.9th percentile of the steps inside. */
  readonly stepRatio: number;
  /** Mean relative flux of the pairs of analysis frames at the seam ÷ median inside; null under two windows of audio. */
  readonly fluxRatio: number | null;
  /** 98th percentile of the same figure at all places inside. */
  readonly usualFluxRatio: number | null;
  /** |level of the 50 ms after the seam − level of the 50 ms before| in dB. */
  readonly levelDb: number;
  /** 98th percentile of that difference between neighbouring 50 ms inside. */
  readonly usualLevelDb: number;
  /** |level of the 400 ms after the seam − level of the 400 ms before| in dB: drift over the loop that beats would hide; null under 1.6 s. */
  readonly driftDb: number | null;
  /** 98th percentile of that difference inside. */
  readonly usualDriftDb: number | null;
  /** How far the quieter of the two lies below the median 50 ms of the loop, in dB, at least 0. */
  readonly dipDb: number;
  /** 98th percentile of that figure inside. */
  readonly usualDipDb: number;
}

const USUAL_SHARE = 0.98;
/** A tenth of the loop on each side of the seam is not "inside": a fade towards the seam must not pass for usual. */
const NEAR_SEAM_RATIO = 0.1;
/** 400 ms in windows of 50 ms: long enough to hold a beat and its rest. */
const DRIFT_WINDOWS = 8;
/** One step of 16-bit audio: smaller steps are no click whatever they are compared with. */
const SMALLEST_STEP = 1 / 32768;
/** A relative flux of 1 % is a change of level of 0.1 dB from frame to frame: whatever is steadier counts as this steady. */
const SMALLEST_FLUX_RATIO = 0.01;
/** Frames quieter than the loudest by 60 dB say nothing about what is heard. */
const QUIET_MAGNITUDE_RATIO = 0.001;
/** Levels below this are all taken as equal: 40 dB and more under the quietest target. */
const FLOOR_DBFS = -70;

/** What is usual in a series that runs once round the loop from its start. */
function usual(series: Float64Array): number {
  const near = Math.floor(NEAR_SEAM_RATIO * series.length);
  return quantile(series.subarray(near, series.length - near), USUAL_SHARE);
}

function stepRatio(channel: Float32Array): number {
  const seam = Math.abs(channel[0] - channel[channel.length - 1]);
  return seam / Math.max(SMALLEST_STEP, usualStep(channel, 0.999));
}

/** Difference of each pair of frames over the mean of their magnitude sums: 0 for equal frames, up to 2; 0 where both are quiet. */
function relativeFlux({ differences, magnitudeSums }: SpectralTrace): Float64Array {
  const quiet = QUIET_MAGNITUDE_RATIO * magnitudeSums.reduce((most, sum) => Math.max(most, sum), 0);
  return differences.map((difference, j) => {
    const both = magnitudeSums[j] + magnitudeSums[j + 1];
    return both <= 2 * quiet ? 0 : (2 * difference) / both;
  });
}

function fluxFigures(trace: SpectralTrace): Pick<SeamFigures, 'fluxRatio' | 'usualFluxRatio'> {
  const flux = relativeFlux(trace);
  if (flux.length <= SEAM_PAIRS) return { fluxRatio: null, usualFluxRatio: null };
  const averaged = flux.subarray(1).map((next, j) => (flux[j] + next) / SEAM_PAIRS);
  const inside = averaged.subarray(SEAM_PAIRS);
  const typical = Math.max(SMALLEST_FLUX_RATIO, median(inside));
  return { fluxRatio: averaged[0] / typical, usualFluxRatio: usual(inside) / typical };
}

/** Drift from the mean squares of consecutive 50 ms windows; what rest is shorter than a window plays no part. */
function driftFigures(powers: Float64Array): Pick<SeamFigures, 'driftDb' | 'usualDriftDb'> {
  if (powers.length < 4 * DRIFT_WINDOWS) return { driftDb: null, usualDriftDb: null };
  const change = (at: number): number => {
    let before = 0;
    let after = 0;
    for (let i = 0; i < DRIFT_WINDOWS; i++) {
      before += powers[(at - 1 - i + powers.length) % powers.length];
      after += powers[at + i];
    }
    return Math.abs(levelDbfs(after / DRIFT_WINDOWS, FLOOR_DBFS) - levelDbfs(before / DRIFT_WINDOWS, FLOOR_DBFS));
  };
  const places = powers.length - 2 * DRIFT_WINDOWS + 1;
  const inside = new Float64Array(places).map((_, i) => change(i + DRIFT_WINDOWS));
  return { driftDb: change(0), usualDriftDb: quantile(inside, USUAL_SHARE) };
}

type LevelFigures = Pick<SeamFigures, 'levelDb' | 'usualLevelDb' | 'dipDb' | 'usualDipDb' | 'driftDb' | 'usualDriftDb'>;

function levelFigures(channel: Float32Array, sampleRateHz: number): LevelFigures {
  const frames = windowFramesAt(sampleRateHz, channel.length);
  const before = levelDbfs(energyOf(channel, channel.length - frames, channel.length) / frames, FLOOR_DBFS);
  const after = levelDbfs(energyOf(channel, 0, frames) / frames, FLOOR_DBFS);
  const powers = windowPowers([channel], frames);
  const middleDbfs = levelDbfs(median(powers), FLOOR_DBFS);
  const levels = powers.map((power) => levelDbfs(power, FLOOR_DBFS));
  const changes = levels.subarray(1).map((level, i) => Math.abs(level - levels[i]));
  const dips = levels.map((level) => Math.max(0, middleDbfs - level));
  return {
    levelDb: Math.abs(after - before),
    usualLevelDb: usual(changes),
    dipDb: Math.max(0, middleDbfs - Math.min(before, after)),
    usualDipDb: usual(dips),
    ...driftFigures(powers),
  };
}

/** The channel whose figure is the largest part of what it may be. */
function worst<T>(
  channels: readonly T[],
  limit: number,
  figure: (of: T) => number | null,
  usualOf: (of: T) => number | null,
): T {
  const badness = (channel: T): number => (figure(channel) ?? 0) / seamAllowance(limit, usualOf(channel));
  return channels.reduce((most, channel) => (badness(channel) > badness(most) ? channel : most));
}

/**
 * The figures of a loop that is the whole of `channels` (at least one, not empty; a RangeError else); `traces` holds the spectral trace of
 * each. Silence gives 0, never NaN. Checked on loops with and without known flaws in `test/quality/judge.test.ts`; on loops
 * cut from music and turned to any place, where there is no seam, 3 in 100 exceed what the rules allow.
 */
export function seamFigures(channels: Channels, sampleRateHz: number, traces: readonly SpectralTrace[]): SeamFigures {
  if (channels.length === 0 || channels[0].length === 0) throw new RangeError('a loop needs at least one sample frame');
  const levels = channels.map((channel) => levelFigures(channel, sampleRateHz));
  const level = worst(
    levels,
    MAX_SEAM_LEVEL_DB,
    (of) => of.levelDb,
    (of) => of.usualLevelDb,
  );
  const dip = worst(
    levels,
    MAX_SEAM_DIP_DB,
    (of) => of.dipDb,
    (of) => of.usualDipDb,
  );
  const drift = worst(
    levels,
    MAX_SEAM_DRIFT_DB,
    (of) => of.driftDb,
    (of) => of.usualDriftDb,
  );
  const flux = worst(
    traces.map(fluxFigures),
    MAX_SEAM_FLUX_RATIO,
    (of) => of.fluxRatio,
    (of) => of.usualFluxRatio,
  );
  return {
    stepRatio: Math.max(...channels.map(stepRatio)),
    ...flux,
    levelDb: level.levelDb,
    usualLevelDb: level.usualLevelDb,
    driftDb: drift.driftDb,
    usualDriftDb: drift.usualDriftDb,
    dipDb: dip.dipDb,
    usualDipDb: dip.usualDipDb,
  };
}
