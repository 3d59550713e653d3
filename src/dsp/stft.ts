/**
 * Sizes of the analysis windows, and the power spectrum of one windowed frame. Knows nothing of what is read off the spectrum.
 */
import { type RealFft, realFft } from './fft.ts';
import { applyWindow, hann } from './window.ts';

const REFERENCE_RATE_HZ = 44100;
const REFERENCE_WINDOW_SAMPLES = 2048;
export const HOPS_PER_WINDOW = 4;

/** Window of about 46 ms: the power of two nearest (on a log scale) to 2048 samples at 44.1 kHz. At least 64. */
export function windowSamplesFor(sampleRateHz: number): number {
  const wanted = (REFERENCE_WINDOW_SAMPLES * sampleRateHz) / REFERENCE_RATE_HZ;
  let size = 64;
  while (size * Math.SQRT2 < wanted) size *= 2;
  return size;
}

/** Hann-windowed power spectra of one size, scaled so that a sine of amplitude 1 on a bin reads 1 there. */
export class PowerSpectrum {
  readonly windowSamples: number;
  /** `windowSamples`/2 powers, bin k at k · rate ÷ windowSamples; overwritten by the next `measure`. Bin 0 reads 0. */
  readonly power: Float32Array;
  readonly #fft: RealFft;
  readonly #window: Float32Array;

  constructor(windowSamples: number) {
    this.windowSamples = windowSamples;
    this.power = new Float32Array(windowSamples / 2);
    this.#fft = realFft(windowSamples);
    this.#window = hann(windowSamples).map((weight) => (weight * 4) / windowSamples);
  }

  /** Measures `signal[start … start + windowSamples)` into `power`. */
  measure(signal: Float32Array, start: number): void {
    applyWindow(signal, start, this.#window, this.#fft.input());
    squareMagnitudes(this.#fft.forwardOfInput(), this.power);
  }
}

/** Power of each bin. The first pair holds DC and Nyquist, which are no bin: bin 0 is set to 0. */
function squareMagnitudes(spectrum: Float32Array, power: Float32Array): void {
  for (let k = 0; k < power.length; k += 2) {
    const real = spectrum[2 * k];
    const imaginary = spectrum[2 * k + 1];
    const nextReal = spectrum[2 * k + 2];
    const nextImaginary = spectrum[2 * k + 3];
    power[k] = real * real + imaginary * imaginary;
    power[k + 1] = nextReal * nextReal + nextImaginary * nextImaginary;
  }
  power[0] = 0;
}

/** A full-scale sine spreads over the Hann window's main lobe: Σ power over bins is 1.5 times its square amplitude, 3 times its mean square. */
export const POWER_SUM_PER_MEAN_SQUARE = 3;
