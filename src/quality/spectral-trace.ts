/** One circular STFT pass over a channel, for everything spectral that is judged. Knows nothing of thresholds. */
import { type CircularTrace, circularTrace } from '../dsp/circular-trace.ts';

/** Analysis frames overlap by half, so this many pairs of neighbours have one that straddles the seam. */
export const SEAM_PAIRS = 2;

export interface SpectralTrace {
  readonly windowSamples: number;
  /**
   * Entry j compares analysis frames j and j + 1: Σ over bins of the absolute difference of their magnitudes. Frame 0 ends where the loop
   * ends and frame 2 begins where it begins, so the first `SEAM_PAIRS` entries are the seam's. Empty under two windows of audio.
   */
  readonly differences: Float64Array;
  /** Sum of the magnitudes of each analysis frame; one entry more than `differences`, or one in all. */
  readonly magnitudeSums: Float64Array;
  /** Mean power of each bin below Nyquist over the frames; bin k is at k · rate ÷ windowSamples, bin 0 reads 0. */
  readonly powers: Float64Array;
}

/** About 21 to 29 ms at any rate: 1024 samples up to 72 kHz, then multiples. */
const windowSamplesAt = (sampleRateHz: number): number => 1024 * Math.max(1, Math.round(sampleRateHz / 48000));

/** Frames of the loop `signal`: all round it, or a single one where it is too short, with silence behind it. */
function trace(signal: Float32Array, windowSamples: number): CircularTrace {
  const hopSamples = windowSamples / SEAM_PAIRS;
  if (signal.length >= 2 * windowSamples) {
    const frames = Math.floor(signal.length / hopSamples) + 1;
    return circularTrace(signal, { windowSamples, hopSamples, startSample: -windowSamples, frames });
  }
  const padded = new Float32Array(windowSamples);
  padded.set(signal.subarray(0, windowSamples));
  return circularTrace(padded, { windowSamples, hopSamples, startSample: 0, frames: 1 });
}

/**
 * The trace of `signal` taken as a loop (a one-shot begins and ends in silence, so going round does it no harm): Hann window, hop of half
 * a window. Silence gives zeros, empty audio one frame of zeros. New arrays.
 */
export function spectralTrace(signal: Float32Array, sampleRateHz: number): SpectralTrace {
  const windowSamples = windowSamplesAt(sampleRateHz);
  const { sums, differences, powers } = trace(signal, windowSamples);
  return { windowSamples, differences, magnitudeSums: sums, powers: powers.map((power) => power / sums.length) };
}
