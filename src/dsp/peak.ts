/**
 * Peak levels: of the samples, and of the waveform between them. Knows nothing of ceilings or gains.
 *
 * Source: Recommendation ITU-R BS.1770-4 (2015), annex 2: oversampling four times by a polyphase FIR. The filter here is
 * longer (24 taps per phase where the annex shows 12): flat within 0.1 dB to 0.9 of the Nyquist frequency.
 */
import { copyCircular, copyFromSilence } from './beyond-ends.ts';
import { gainToDb } from './elementary.ts';
import { showBlocks } from './kernel/blocks.ts';
import { kernels } from './kernel/machine.ts';
import { Floats } from './kernel/memory.ts';
import { designSincKernel } from './sinc-kernel.ts';

const OVERSAMPLING = 4;
const TAPS = 24;
const { rows } = designSincKernel(OVERSAMPLING, TAPS, 1, 6);
const phase = (quarter: number): Float64Array => rows.subarray(quarter * TAPS, (quarter + 1) * TAPS);
/** The weights half-way, then those a quarter after a sample and a quarter before one. */
const weights = new Floats(3 * TAPS);
weights.view.set([...phase(2), ...phase(1), ...phase(3)]);
const halves = weights.pointer;
const quarters = halves + 4 * TAPS;
/**
 * Between two samples the waveform is taken to stay below 2.5 times (8 dB above) the larger of them, so most of a signal needs no
 * oversampling: content up to 0.9 of Nyquist exceeds that only where larger samples stand nearby.
 */
const HEADROOM = 2.5;

/**
 * No band-limited signal falls faster from its peak than a cosine at the Nyquist frequency (Bernstein; R. J. Duffin and A. C. Schaeffer, 1938), and
 * no peak lies farther than a quarter of a sample from a sample or a half-way point: cos(π/4).
 */
const NEAR_PEAK = 0.7;

/** Rates from here on are dense enough for half the oversampling to find the peak (annex 2, attachment 1). */
const DENSE_RATE_HZ = 88200;

/** Samples that are looked at at a time; the kernel's reach on either side comes on top. */
const BLOCK_SAMPLES = 4096;
const REACH = TAPS / 2;
const staged = new Floats(REACH + BLOCK_SAMPLES + REACH + 16);

/** Largest absolute sample over all channels, full scale 1. 0 for silence and empty. */
export function samplePeak(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const channel of channels)
    showBlocks(channel, (pointer, count) => {
      peak = Math.max(peak, kernels.largestMagnitude(pointer, (count + 3) & ~3));
    });
  return peak;
}

/** The larger of `peak` and the magnitudes between samples `first` and `last` of `channel`, which goes on beyond its ends as `copy` tells. */
function peakBetween(
  channel: Float32Array,
  [first, last]: readonly [number, number],
  copy: typeof copyCircular,
  isDense: boolean,
  peak: number,
): number {
  let highest = peak;
  for (let start = first; start < last; start += BLOCK_SAMPLES) {
    const count = Math.min(BLOCK_SAMPLES, last - start);
    copy(channel, start - REACH, staged.view);
    const signal = staged.pointer + 4 * REACH;
    highest = kernels.peakBetweenSamples(
      signal,
      count,
      halves,
      isDense ? 0 : quarters,
      TAPS,
      HEADROOM,
      NEAR_PEAK,
      highest,
    );
  }
  return highest;
}

/**
 * True peak over all channels as an amplitude. Beyond its ends the signal is silent, or with `loop` goes on from its other end. `known` is the peak of the
 * samples, where it has been taken already.
 * 0 for silence and empty. Within 0.2 dB for content below 0.9 of Nyquist (`test/dsp/peak.test.ts`).
 */
export function truePeak(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  options: { loop?: boolean; known?: number } = {},
): number {
  const isDense = sampleRateHz >= DENSE_RATE_HZ;
  let peak = options.known ?? samplePeak(channels);
  for (const channel of channels) {
    if (channel.length === 0) continue;
    if (options.loop) peak = peakBetween(channel, [0, channel.length], copyCircular, isDense, peak);
    else peak = peakBetween(channel, [-REACH, channel.length + REACH], copyFromSilence, isDense, peak);
  }
  return peak;
}

/** The same in dBTP: −Infinity for silence and empty. */
export const truePeakDbtp = (
  channels: readonly Float32Array[],
  sampleRateHz: number,
  options: { loop?: boolean } = {},
): number => gainToDb(truePeak(channels, sampleRateHz, options));
