/** The real FFT everything spectral stands on: PFFFT, in the memory that kernels share. Knows nothing of windows, hops or time. */
import { pffft } from './kernel/machine.ts';
import { Floats } from './kernel/memory.ts';

const FORWARD = 0;
const BACKWARD = 1;
const REAL = 0;

/**
 * Forward and inverse real FFT of one size, with its own aligned work memory.
 *
 * Spectrum layout (`size` floats): `[DC, Nyquist, re 1, im 1, re 2, im 2, … re N/2−1, im N/2−1]`.
 * `size` must be a multiple of 32 whose only prime factors are 2, 3 and 5 (a RangeError else). Accuracy: within −120 dB of
 * a float64 DFT (`test/dsp/fft.test.ts`). Not reentrant: one instance serves one caller at a time. Instances are
 * never freed; take them from `realFft(size)`, which keeps one per size.
 */
export class RealFft {
  readonly size: number;
  readonly #setup: number;
  readonly #input: Floats;
  readonly #output: Floats;
  readonly #work: Floats;

  constructor(size: number) {
    let rest = size;
    for (const prime of [2, 3, 5]) while (rest > 1 && rest % prime === 0) rest /= prime;
    if (rest !== 1 || size % 32 !== 0) throw new RangeError(`FFT size must be 32 · 2^a·3^b·5^c, got ${size}`);
    this.size = size;
    this.#setup = pffft._pffft_new_setup(size, REAL);
    this.#input = new Floats(size);
    this.#output = new Floats(size);
    this.#work = new Floats(size);
  }

  /** What kernels call the transform with. */
  get pointers(): { readonly setup: number; readonly input: number; readonly output: number; readonly work: number } {
    return {
      setup: this.#setup,
      input: this.#input.pointer,
      output: this.#output.pointer,
      work: this.#work.pointer,
    };
  }

  /** Spectrum of `signal` (`size` samples) into `spectrum` (`size` floats, layout above), unscaled. */
  forward(signal: Float32Array, spectrum: Float32Array): void {
    this.input().set(signal);
    spectrum.set(this.forwardOfInput());
  }

  /** Signal of `spectrum` into `signal`, scaled by 1/size, so that inverse(forward(x)) = x. */
  inverse(spectrum: Float32Array, signal: Float32Array): void {
    this.input().set(spectrum);
    const unscaled = this.inverseOfInput();
    const scale = 1 / this.size;
    for (let i = 0; i < unscaled.length; i++) signal[i] = unscaled[i] * scale;
  }

  /** The `size` floats that `forwardOfInput` and `inverseOfInput` read: a caller that writes them itself saves a copy. Ask anew for each transform. */
  input(): Float32Array {
    return this.#input.view;
  }

  /** The `size` floats that the last transform has written; kernels that transform write there too. */
  output(): Float32Array {
    return this.#output.view;
  }

  /** Spectrum of what `input` holds, unscaled; to be read before the next transform of this size. */
  forwardOfInput(): Float32Array {
    return this.#transform(FORWARD);
  }

  /** `size` times the signal whose spectrum `input` holds; to be read before the next transform of this size. */
  inverseOfInput(): Float32Array {
    return this.#transform(BACKWARD);
  }

  #transform(direction: number): Float32Array {
    const { pointer: input } = this.#input;
    const { pointer: output } = this.#output;
    pffft._pffft_transform_ordered(this.#setup, input, output, this.#work.pointer, direction);
    return this.#output.view;
  }
}

const instances = new Map<number, RealFft>();

/** The shared transform of `size`; see `RealFft` for what sizes there are. */
export function realFft(size: number): RealFft {
  const fft = instances.get(size) ?? new RealFft(size);
  instances.set(size, fft);
  return fft;
}

/** The smallest size ≥ `atLeast` that `RealFft` takes as a power of two. */
export function fftSizeFor(atLeast: number): number {
  let size = 32;
  while (size < atLeast) size *= 2;
  return size;
}

/** Few enough that the transforms which are kept for each size stay few. */
const ODD_FACTORS = [1, 3, 5, 9, 15, 45];

/** The smallest size ≥ `atLeast` that is one of a few per octave, all of which `RealFft` takes: nearer than a power of two. */
export const nearFftSizeFor = (atLeast: number): number =>
  Math.min(...ODD_FACTORS.map((odd) => odd * fftSizeFor(atLeast / odd)));
