/**
 * The real FFT everything spectral stands on: PFFFT (J. Pommier) compiled to WebAssembly SIMD. WebAssembly arithmetic is
 * specified bit by bit, so the spectrum is the same on every machine; that is also why there is no JavaScript
 * fallback: it would give other bytes under the same key. Knows nothing of windows, hops or time.
 */
import initialisePffft from '@echogarden/pffft-wasm/simd';

const pffft = await initialisePffft();

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
  readonly #input: number;
  readonly #output: number;
  readonly #work: number;

  constructor(size: number) {
    let rest = size;
    for (const prime of [2, 3, 5]) while (rest > 1 && rest % prime === 0) rest /= prime;
    if (rest !== 1 || size % 32 !== 0) throw new RangeError(`FFT size must be 32 · 2^a·3^b·5^c, got ${size}`);
    this.size = size;
    this.#setup = pffft._pffft_new_setup(size, REAL);
    this.#input = pffft._pffft_aligned_malloc(size * 4);
    this.#output = pffft._pffft_aligned_malloc(size * 4);
    this.#work = pffft._pffft_aligned_malloc(size * 4);
  }

  /** Spectrum of `signal` (`size` samples) into `spectrum` (`size` floats, layout above), unscaled. */
  forward(signal: Float32Array, spectrum: Float32Array): void {
    this.#transform(signal, spectrum, FORWARD);
  }

  /** Signal of `spectrum` into `signal`, scaled by 1/size, so that inverse(forward(x)) = x. */
  inverse(spectrum: Float32Array, signal: Float32Array): void {
    this.#transform(spectrum, signal, BACKWARD);
    const scale = 1 / this.size;
    for (let i = 0; i < this.size; i++) signal[i] *= scale;
  }

  #transform(from: Float32Array, to: Float32Array, direction: number): void {
    pffft.HEAPF32.set(from, this.#input >> 2);
    pffft._pffft_transform_ordered(this.#setup, this.#input, this.#output, this.#work, direction);
    const start = this.#output >> 2;
    to.set(pffft.HEAPF32.subarray(start, start + this.size));
  }
}

const instances = new Map<number, RealFft>();

/** The shared transform of `size`; see `RealFft` for what sizes there are. */
export function realFft(size: number): RealFft {
  let fft = instances.get(size);
  if (!fft) instances.set(size, (fft = new RealFft(size)));
  return fft;
}

/** The smallest size ≥ `atLeast` that `RealFft` takes as a power of two. */
export function fftSizeFor(atLeast: number): number {
  let size = 32;
  while (size < atLeast) size *= 2;
  return size;
}
