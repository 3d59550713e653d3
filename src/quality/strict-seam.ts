/**
 * The seam of a loop by its plain limits: no allowance for what is usual in the loop. For the report alone: neither the renderer nor the
 * grades know these figures, so that no loop was chosen by them.
 */
import { realFft } from '../dsp/fft.ts';
import { windowEnergies } from '../dsp/plane-levels.ts';
import { median, quantile } from '../dsp/quantile.ts';
import { HOPS_PER_WINDOW, windowSamplesFor } from '../dsp/stft.ts';
import { applyWindow, hann } from '../dsp/window.ts';
import type { Channels } from '../texture/texture.ts';
import { MAX_SEAM_FLUX_RATIO, MAX_SEAM_LEVEL_DB, MAX_SEAM_STEP_RATIO } from './seam-limits.ts';
import { levelDbfs, windowFramesAt } from './window-power.ts';

/** Each the worst of all channels. */
export interface StrictSeam {
  /** Step across the seam ÷ 99.9th percentile of the steps inside. */
  readonly stepRatio: number;
  /** Largest spectral flux (Σ over bins of the absolute change of magnitude) of the analysis frames that straddle the seam, loop played twice ÷ median flux inside; null under two windows. */
  readonly fluxRatio: number | null;
  /** |level of the 50 ms after − level of the 50 ms before|. */
  readonly levelDb: number;
  /** Which limits are met. A flux that cannot be told breaks none. */
  readonly meets: { readonly step: boolean; readonly flux: boolean; readonly level: boolean };
}

const SMALLEST_STEP = 1 / 32768;
/** Steadier than 1 % of the magnitudes from frame to frame is as steady as can be heard. */
const SMALLEST_FLUX = 0.01;
const FLOOR_DBFS = -120;

function stepRatio(channel: Float32Array): number {
  const steps = new Float32Array(Math.max(0, channel.length - 1));
  for (let i = 0; i < steps.length; i++) steps[i] = Math.abs(channel[i + 1] - channel[i]);
  const seam = Math.abs(channel[0] - channel[channel.length - 1]);
  return seam / Math.max(SMALLEST_STEP, quantile(steps, 0.999));
}

/** Replaces `magnitudes` by those of `spectrum`; Σ of the changes over the bins, and Σ of all. */
function advance(spectrum: Float32Array, magnitudes: Float32Array): { readonly change: number; readonly sum: number } {
  let change = 0;
  let sum = 0;
  for (let bin = 1; bin < magnitudes.length; bin++) {
    const [re, im] = [spectrum[2 * bin], spectrum[2 * bin + 1]];
    const magnitude = Math.sqrt(re * re + im * im);
    change += Math.abs(magnitude - magnitudes[bin]);
    sum += magnitude;
    magnitudes[bin] = magnitude;
  }
  return { change, sum };
}

/** Flux of the loop played twice, hop by hop from its start, and the mean magnitude sum. */
function fluxOf(channel: Float32Array, windowSamples: number, hopSamples: number) {
  const twice = new Float32Array(2 * channel.length);
  twice.set(channel);
  twice.set(channel, channel.length);
  const window = hann(windowSamples);
  const fft = realFft(windowSamples);
  const magnitudes = new Float32Array(windowSamples / 2);
  const flux = new Float32Array(Math.floor((twice.length - windowSamples) / hopSamples));
  let sums = 0;
  for (let frame = 0; frame <= flux.length; frame++) {
    applyWindow(twice, frame * hopSamples, window, fft.input());
    const { change, sum } = advance(fft.forwardOfInput(), magnitudes);
    if (frame > 0) flux[frame - 1] = change;
    sums += sum;
  }
  return { flux, meanSum: sums / (flux.length + 1) };
}

function fluxRatio(channel: Float32Array, sampleRateHz: number): number | null {
  const windowSamples = windowSamplesFor(sampleRateHz);
  const hopSamples = windowSamples / HOPS_PER_WINDOW;
  if (channel.length < 2 * windowSamples) return null;
  const { flux, meanSum } = fluxOf(channel, windowSamples, hopSamples);
  if (meanSum === 0) return 0;
  /** Both frames of a pair together reach from its start to a hop beyond the window. */
  const straddles = (pair: number): boolean => {
    const start = pair * hopSamples;
    return start < channel.length && start + hopSamples + windowSamples > channel.length;
  };
  const inside = flux.filter((_, pair) => !straddles(pair));
  const seam = flux.filter((_, pair) => straddles(pair)).reduce((most, value) => Math.max(most, value), 0);
  return seam / Math.max(SMALLEST_FLUX * meanSum, median(inside));
}

function levelDb(channel: Float32Array, sampleRateHz: number): number {
  const frames = windowFramesAt(sampleRateHz, channel.length);
  const levelOf = (stretch: Float32Array): number =>
    levelDbfs(windowEnergies(stretch, frames, 1)[0] / frames, FLOOR_DBFS);
  return Math.abs(levelOf(channel.subarray(0, frames)) - levelOf(channel.subarray(-frames)));
}

/** The figures of the loop that is the whole of `channels` (at least one, not empty; a RangeError else). Silence gives 0. */
export function strictSeam(channels: Channels, sampleRateHz: number): StrictSeam {
  if (channels.length === 0 || channels[0].length === 0) throw new RangeError('a loop needs at least one sample frame');
  const step = Math.max(...channels.map(stepRatio));
  const level = Math.max(...channels.map((channel) => levelDb(channel, sampleRateHz)));
  const fluxes = channels.map((channel) => fluxRatio(channel, sampleRateHz)).filter((ratio) => ratio !== null);
  const flux = fluxes.length === 0 ? null : Math.max(...fluxes);
  const meets = {
    step: step <= MAX_SEAM_STEP_RATIO,
    flux: (flux ?? 0) <= MAX_SEAM_FLUX_RATIO,
    level: level <= MAX_SEAM_LEVEL_DB,
  };
  return { stepRatio: step, fluxRatio: flux, levelDb: level, meets };
}
