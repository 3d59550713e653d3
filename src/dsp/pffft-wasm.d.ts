/** The part of @echogarden/pffft-wasm that `fft.ts` calls; the package ships no types. Pointers are byte offsets. */
declare module '@echogarden/pffft-wasm/simd' {
  interface Pffft {
    readonly HEAPF32: Float32Array;
    _pffft_new_setup(size: number, transform: number): number;
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_transform_ordered(setup: number, input: number, output: number, work: number, direction: number): void;
  }
  export default function initialisePffft(): Promise<Pffft>;
}
