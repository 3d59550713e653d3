/**
 * The kernels: inner loops in AssemblyScript, compiled to WebAssembly SIMD by `scripts/kernels.ts`. Every pointer is a byte offset into the memory
 * of PFFFT, which they share; they allocate nothing and hold no data of their own. WebAssembly arithmetic is specified to the bit.
 */

export * from './between-samples.ts';
export * from './biquad.ts';
export * from './correlation.ts';
export * from './decimate.ts';
export * from './dither.ts';
export * from './framed-transform.ts';
export * from './gains.ts';
export * from './grain.ts';
export * from './hop.ts';
export * from './levels.ts';
export * from './medians.ts';
export * from './moving-filter.ts';
export * from './pcm.ts';
export * from './pcm-writing.ts';
export * from './phase-locking.ts';
export * from './power-spectrum.ts';
export * from './resample.ts';
export * from './rotation.ts';
export * from './separation.ts';
export * from './spectral-sums.ts';
export * from './trace.ts';
export * from './weighted-energy.ts';
