/** One circular STFT pass over a channel, for everything spectral that is judged. Knows nothing of thresholds. */
import { realFft } from '../dsp/fft.ts';
import { applyWindow, hann } from '../dsp/window.ts';

/** Analysis frames overlap by half, so this many pairs of neighbours have one that straddles the seam. */
export const SEAM_PAIRS = 2;

export interface SpectralTrace {
  readonly windowSamples: number;
  /**
   * Entry j compares analysis frames j and j + 1: Σ over bins of the absolute difference of their magnitudes. Frame 0 ends where the loop
   * ends and frame 2 begins where it begins, so the first `SEAM_PAIRS` entries are the seam's. Empty under two windows of audio.
   */
  readonly differences: Float32Array;
  /** Sum of the magnitudes of each analysis frame; one entry more than `differences`, or one in all. */
  readonly magnitudeSums: Float32Array;
  /** Mean power of each bin 0 to windowSamples/2 over the frames; bin k is at k · rate ÷ windowSamples. */
  readonly powers: Float64Array;
}

/** About 21 to 29 ms at any rate: 1024 samples up to 72 kHz, then multiples. */
const windowSamplesAt = (sampleRateHz: number): number => 1024 * Math.max(1, Math.round(sampleRateHz / 48000));

/** Writes the windowed samples from `begin` on, going round at the end; a signal shorter than the window is padded with silence. */
function fillFrame(frame: Float32Array, signal: Float32Array, begin: number, window: Float32Array): void {
  if (begin + window.length <= signal.length) {
    applyWindow(signal, begin, window, frame);
    return;
  }
  frame.fill(0);
  let at = begin;
  for (let i = 0; i < Math.min(window.length, signal.length); i++) {
    frame[i] = signal[at] * window[i];
    if (++at === signal.length) at = 0;
  }
}

/** Adds the power of each bin to `powers`, swaps in the new magnitudes, and returns their sum and distance from the old ones. */
function compare(spectrum: Float32Array, magnitudes: Float32Array, powers: Float64Array): readonly [number, number] {
  const top = magnitudes.length - 1;
  let sum = 0;
  let difference = 0;
  for (const bin of [0, top]) {
    const magnitude = Math.abs(spectrum[bin === 0 ? 0 : 1]);
    powers[bin] += magnitude * magnitude;
    sum += magnitude;
    difference += Math.abs(magnitude - magnitudes[bin]);
    magnitudes[bin] = magnitude;
  }
  for (let bin = 1; bin < top; bin++) {
    const re = spectrum[2 * bin];
    const im = spectrum[2 * bin + 1];
    const power = re * re + im * im;
    const magnitude = Math.sqrt(power);
    powers[bin] += power;
    sum += magnitude;
    difference += Math.abs(magnitude - magnitudes[bin]);
    magnitudes[bin] = magnitude;
  }
  return [sum, difference];
}

/**
 * The trace of `signal` taken as a loop (a one-shot begins and ends in silence, so going round does it no harm): Hann window, hop of half
 * a window. Silence gives zeros, empty audio one frame of zeros. New arrays.
 */
export function spectralTrace(signal: Float32Array, sampleRateHz: number): SpectralTrace {
  const windowSamples = windowSamplesAt(sampleRateHz);
  const hopSamples = windowSamples / SEAM_PAIRS;
  const pairs = signal.length < 2 * windowSamples ? 0 : Math.floor(signal.length / hopSamples);
  const window = hann(windowSamples);
  const fft = realFft(windowSamples);
  const magnitudes = new Float32Array(windowSamples / 2 + 1);
  const powers = new Float64Array(windowSamples / 2 + 1);
  const differences = new Float32Array(pairs);
  const magnitudeSums = new Float32Array(pairs + 1);
  for (let j = 0; j <= pairs; j++) {
    const begin = pairs === 0 ? 0 : (signal.length - windowSamples + j * hopSamples) % signal.length;
    fillFrame(fft.input(), signal, begin, window);
    const [sum, difference] = compare(fft.forwardOfInput(), magnitudes, powers);
    magnitudeSums[j] = sum;
    if (j > 0) differences[j - 1] = difference;
  }
  for (let bin = 0; bin < powers.length; bin++) powers[bin] /= pairs + 1;
  return { windowSamples, differences, magnitudeSums, powers };
}
