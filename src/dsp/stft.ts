/**
 * Sizes of the analysis windows, and the power spectrum of one windowed frame. Knows nothing of what is read off the spectrum.
 */
import { type RealFft, realFft } from './fft.ts';
import { kernels } from './kernel/machine.ts';
import { Floats } from './kernel/memory.ts';
import { hann } from './window.ts';

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

/** Where the spectra of one size are made: the window, the frame to be measured and its power. */
class SpectrumStage {
  readonly frame: Floats;
  readonly window: Floats;
  readonly power: Floats;
  readonly fft: RealFft;

  constructor(windowSamples: number) {
    this.frame = new Floats(windowSamples);
    this.window = new Floats(windowSamples);
    this.power = new Floats(windowSamples / 2);
    this.fft = realFft(windowSamples);
    this.window.view.set(hann(windowSamples).map((weight) => (weight * 4) / windowSamples));
  }
}

const stages = new Map<number, SpectrumStage>();

/** Hann-windowed power spectra of one size, scaled so that a sine of amplitude 1 on a bin reads 1 there. */
export class PowerSpectrum {
  readonly windowSamples: number;
  readonly #stage: SpectrumStage;

  /** Spectra of one size share their memory: read the power before another of that size is measured. */
  constructor(windowSamples: number) {
    this.windowSamples = windowSamples;
    this.#stage = stages.get(windowSamples) ?? new SpectrumStage(windowSamples);
    stages.set(windowSamples, this.#stage);
  }

  /** `windowSamples`/2 powers, bin k at k · rate ÷ windowSamples. Bin 0 reads 0. */
  get power(): Float32Array {
    return this.#stage.power.view;
  }

  /** Where `power` lies for kernels. */
  get pointer(): number {
    return this.#stage.power.pointer;
  }

  /** Measures `signal[start … start + windowSamples)`, which must lie inside, into `power`. */
  measure(signal: Float32Array, start: number): void {
    const { frame, window, power, fft } = this.#stage;
    const { setup, input, output, work } = fft.pointers;
    frame.view.set(signal.subarray(start, start + this.windowSamples));
    kernels.powerSpectrum(frame.pointer, window.pointer, this.windowSamples, setup, input, output, work, power.pointer);
  }
}

/** A full-scale sine spreads over the Hann window's main lobe: Σ power over bins is 1.5 times its square amplitude, 3 times its mean square. */
export const POWER_SUM_PER_MEAN_SQUARE = 3;
