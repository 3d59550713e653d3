/** The part of @echogarden/pffft-wasm that `kernel/` calls; the package ships no types. Pointers are byte offsets. */
declare module '@echogarden/pffft-wasm/simd' {
  interface Pffft {
    readonly HEAPU8: Uint8Array;
    readonly HEAP32: Int32Array;
    readonly HEAPF32: Float32Array;
    readonly HEAPF64: Float64Array;
    _pffft_new_setup(size: number, transform: number): number;
    _pffft_destroy_setup(setup: number): void;
    _pffft_aligned_malloc(bytes: number): number;
    _pffft_aligned_free(pointer: number): void;
    _pffft_transform_ordered(setup: number, input: number, output: number, work: number, direction: number): void;
  }
  interface Hooks {
    /** Instantiates the module in place of the library, hands the instance to `receive` and returns its exports. */
    instantiateWasm(
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance) => void,
    ): WebAssembly.Exports;
  }
  export default function initialisePffft(hooks: Hooks): Promise<Pffft>;
}
