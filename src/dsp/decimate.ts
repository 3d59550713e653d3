/** Samples at a fraction of their rate, for looking at the lower part of a spectrum. Knows nothing of what is looked for. */
import { kernels } from './kernel/machine.ts';
import { Floats } from './kernel/memory.ts';
import { designSincKernel } from './sinc-kernel.ts';

const TAPS_PER_SAMPLE = 16;
const KAISER_BETA = 6;

/**
 * Thins out signals by a whole `factor` (≥ 1). What is thinned out keeps everything below 0.38 of its new rate within 0.1 dB, and whatever would alias to
 * there is 60 dB down (`test/dsp/decimate.test.ts`): a Kaiser-windowed sinc of 16 taps an output sample. Between 0.38 and 0.5 of the new
 * rate is the filter's slope.
 */
export class Decimator {
  readonly #factor: number;
  readonly #taps: number;
  readonly #weights: Floats;
  #input: Floats;
  #output: Floats;

  constructor(factor: number) {
    this.#factor = factor;
    this.#taps = TAPS_PER_SAMPLE * factor;
    this.#weights = new Floats(this.#taps);
    this.#weights.view.set(designSincKernel(1, this.#taps, 1 / factor, KAISER_BETA).rows.subarray(0, this.#taps));
    [this.#input, this.#output] = [new Floats(0), new Floats(0)];
  }

  /**
   * floor(length ÷ factor) samples of `signal`, the first at its first; beyond its ends it is silent. To be read before the next call; factor 1
   * hands the signal back.
   */
  thinnedOut(signal: Float32Array): Float32Array {
    if (this.#factor === 1) return signal;
    const count = Math.floor(signal.length / this.#factor);
    const lead = this.#taps / 2 - 1;
    this.#makeRoom(signal.length + this.#taps + 4 * this.#factor, count + 4);
    this.#input.view.fill(0, 0, lead).fill(0, lead + signal.length);
    this.#input.view.set(signal, lead);
    const { pointer } = this.#input;
    kernels.decimate(pointer, this.#weights.pointer, this.#taps, this.#factor, count, this.#output.pointer);
    return this.#output.view.subarray(0, count);
  }

  #makeRoom(inputLength: number, outputLength: number): void {
    if (this.#input.length < inputLength) {
      this.#input.free();
      this.#input = new Floats(inputLength);
    }
    if (this.#output.length < outputLength) {
      this.#output.free();
      this.#output = new Floats(outputLength);
    }
  }
}

const decimators = new Map<number, Decimator>();

/** The decimator of a factor: one for all who ask. */
export function decimator(factor: number): Decimator {
  const shared = decimators.get(factor) ?? new Decimator(factor);
  decimators.set(factor, shared);
  return shared;
}
