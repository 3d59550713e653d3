/** One circular STFT pass over a channel, for everything spectral that is judged. Knows nothing of thresholds. */
import { type CircularTrace, circularTrace } from '../dsp/circular-trace.ts';

/** Analysis frames overlap by half, so this many pairs of neighbours have one that straddles the seam. */
export const SEAM_PAIRS = 2;

export interface MeanSpectrum {
  readonly windowSamples: number;
  /** Mean power of each bin below Nyquist over the frames; bin k is at k · rate ÷ windowSamples, bin 0 reads 0. */
  readonly powers: Float64Array;
}

export interface SpectralTrace extends MeanSpectrum {
  /**
   * Entry j compares analysis frames j and j + 1: Σ over bins of the absolute difference of their magnitudes. Frame 0 ends where the loop
   * ends and frame 2 begins where it begins, so the first `SEAM_PAIRS` entries are the seam's. Empty under two windows of audio.
   */
  readonly differences: Float64Array;
  /** Sum of the magnitudes of each analysis frame; one entry more than `differences`, or one in all. */
  readonly magnitudeSums: Float64Array;
}

/** About 21 to 29 ms at any rate: 1024 samples up to 72 kHz, then multiples. */
const windowSamplesAt = (sampleRateHz: number): number => 1024 * Math.max(1, Math.round(sampleRateHz / 48000));

/** Frames of the loop `signal`, one each `hopSamples`: all round it, or a single one where it is too short, with silence behind it. */
function trace(signal: Float32Array, windowSamples: number, hopSamples: number): CircularTrace {
  if (signal.length >= 2 * windowSamples) {
    const frames = Math.floor(signal.length / hopSamples) + 1;
    return circularTrace(signal, { windowSamples, hopSamples, startSample: -windowSamples, frames });
  }
  const padded = new Float32Array(windowSamples);
  padded.set(signal.subarray(0, windowSamples));
  return circularTrace(padded, { windowSamples, hopSamples, startSample: 0, frames: 1 });
}

/**
 * The trace of `signal` taken as a loop: Hann window, hop of half a window. Silence gives zeros, empty audio one frame of zeros. New arrays.
 */
export function spectralTrace(signal: Float32Array, sampleRateHz: number): SpectralTrace {
  const windowSamples = windowSamplesAt(sampleRateHz);
  const { sums, differences, powers } = trace(signal, windowSamples, windowSamples / SEAM_PAIRS);
  return { windowSamples, differences, magnitudeSums: sums, powers: powers.map((power) => power / sums.length) };
}

/** The mean spectrum of a one-shot, whose colour is asked for and no seam: Hann windows side by side. Silence gives zeros. A new array. */
export function meanSpectrum(signal: Float32Array, sampleRateHz: number): MeanSpectrum {
  const windowSamples = windowSamplesAt(sampleRateHz);
  const { sums, powers } = trace(signal, windowSamples, windowSamples);
  return { windowSamples, powers: powers.map((power) => power / sums.length) };
}
