/**
 * Peak levels: of the samples, and of the waveform between them. Knows nothing of ceilings or gains.
 *
 * Source: Recommendation ITU-R BS.1770-4 (2015), annex 2: oversampling four times by a polyphase FIR. The filter here is
 * longer (24 taps per phase where the annex shows 12): flat within 0.1 dB to 0.9 of the Nyquist frequency.
 */
import { gainToDb } from './elementary.ts';
import { designSincKernel } from './sinc-kernel.ts';

const OVERSAMPLING = 4;
const TAPS = 24;
const { rows } = designSincKernel(OVERSAMPLING, TAPS, 1, 6);
const [firstQuarters, halves, lastQuarters] = [1, 2, 3].map((phase) => rows.slice(phase * TAPS, (phase + 1) * TAPS));
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

/** Largest absolute sample over all channels, full scale 1. 0 for silence and empty. */
export function samplePeak(channels: readonly Float32Array[]): number {
  let peak = 0;
  for (const channel of channels) {
    for (let i = 0; i < channel.length; i++) {
      const magnitude = Math.abs(channel[i]);
      if (magnitude > peak) peak = magnitude;
    }
  }
  return peak;
}

/**
 * True peak over all channels in dBTP. Beyond its ends the signal is silent, or with `loop` goes on from its other end.
 * −Infinity for silence and empty. Within 0.2 dB for content below 0.9 of Nyquist (`test/dsp/peak.test.ts`).
 */
export function truePeakDbtp(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  options: { loop?: boolean } = {},
): number {
  const isDense = sampleRateHz >= DENSE_RATE_HZ;
  let peak = samplePeak(channels);
  for (const channel of channels) {
    const ends = framedEnds(channel, options.loop ?? false);
    peak = peakBetweenSamples(channel, TAPS / 2 - 1, channel.length - TAPS / 2 - 1, isDense, peak);
    peak = peakBetweenSamples(ends, TAPS / 2 - 1, ends.length - TAPS / 2 - 1, isDense, peak);
  }
  return gainToDb(peak);
}

/** What follows the end and leads into the start: tail, silence (or nothing, for a loop), head. */
function framedEnds(channel: Float32Array, loop: boolean): Float32Array {
  const edge = 2 * TAPS;
  if (loop && channel.length > 0) {
    return Float32Array.from(
      { length: 2 * edge },
      (_, i) => channel[(((i - edge) % channel.length) + channel.length) % channel.length],
    );
  }
  const framed = new Float32Array(4 * edge);
  framed.set(channel.subarray(Math.max(0, channel.length - edge)), Math.max(0, edge - channel.length));
  framed.set(channel.subarray(0, edge), 3 * edge);
  return framed;
}

/**
 * The larger of `peak` and the oversampled waveform between samples `first` and `last` + 1, where the kernel fits inside. The quarters are looked
 * at only where the waveform comes near the peak at a sample or half-way: see `NEAR_PEAK`.
 */
function peakBetweenSamples(signal: Float32Array, first: number, last: number, isDense: boolean, peak: number): number {
  let highest = peak;
  for (let n = first; n <= last; n++) {
    const larger = Math.max(Math.abs(signal[n]), Math.abs(signal[n + 1]));
    if (larger * HEADROOM <= highest) continue;
    const start = n - TAPS / 2 + 1;
    const halfway = Math.abs(interpolate(signal, start, halves));
    if (halfway > highest) highest = halfway;
    if (isDense || Math.max(larger, halfway) < NEAR_PEAK * highest) continue;
    const early = Math.abs(interpolate(signal, start, firstQuarters));
    const late = Math.abs(interpolate(signal, start, lastQuarters));
    highest = Math.max(highest, early, late);
  }
  return highest;
}

function interpolate(signal: Float32Array, start: number, row: Float64Array): number {
  let even = 0;
  let odd = 0;
  for (let j = 0; j < TAPS; j += 2) {
    even += signal[start + j] * row[j];
    odd += signal[start + j + 1] * row[j + 1];
  }
  return even + odd;
}
