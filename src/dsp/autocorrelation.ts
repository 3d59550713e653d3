/** Autocorrelation of long signals for short lags, by the FFT. Knows nothing of what the signal is. */
import { fftSizeFor, realFft } from './fft.ts';

/** A block of the transform is at least so many times as long as the lags reach. */
const BLOCK_IN_LAGS = 3;

/**
 * c(l) ÷ c(0) with c(l) = Σ x(n)·x(n − l) ÷ (N − l), for l = 0 to `lags`: each lag by its own number of terms. 0 for lags of N and more, all 0 where the
 * signal is. Within 1e-5 · N ÷ (N − l) of the sum (`test/dsp/autocorrelation.test.ts`).
 *
 * Block by block: the block's spectrum times the conjugate of that of the block with the `lags` samples before it; added up and transformed back once.
 */
export function autocorrelation(signal: Float32Array, lags: number): Float64Array {
  const size = fftSizeFor(BLOCK_IN_LAGS * (lags + 1));
  const sums = new Float64Array(size);
  for (let start = 0; start < signal.length; start += size - lags) addBlock(signal, start, lags, size, sums);
  const spectrum = Float32Array.from(sums);
  const products = new Float32Array(size);
  realFft(size).inverse(spectrum, products);
  const mean = (lag: number): number => (lag < signal.length ? products[lag] / (signal.length - lag) : 0);
  const scale = products[0] > 0 ? 1 / mean(0) : 0;
  return Float64Array.from({ length: lags + 1 }, (_, lag) => scale * mean(lag));
}

function addBlock(signal: Float32Array, start: number, lags: number, size: number, sums: Float64Array): void {
  const fft = realFft(size);
  const stage = (first: number): void => {
    const input = fft.input();
    input.fill(0);
    const from = Math.max(0, first);
    input.set(signal.subarray(from, start + size - lags), from - (start - lags));
  };
  stage(start - lags);
  const before = fft.forwardOfInput().slice();
  stage(start);
  const block = fft.forwardOfInput();
  sums[0] += block[0] * before[0];
  sums[1] += block[1] * before[1];
  for (let i = 2; i < size; i += 2) {
    sums[i] += block[i] * before[i] + block[i + 1] * before[i + 1];
    sums[i + 1] += block[i + 1] * before[i] - block[i] * before[i + 1];
  }
}

/** Between whole lags by a straight line; 0 beyond the last. */
export function valueAt(correlation: Float64Array, lag: number): number {
  const below = Math.floor(lag);
  if (below + 1 >= correlation.length) return 0;
  return correlation[below] + (lag - below) * (correlation[below + 1] - correlation[below]);
}
