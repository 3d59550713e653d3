/** The FFT of PFFFT, linked straight into the kernels: a call costs no way through JavaScript. Its memory is theirs. */

/** One transform of `setup`, as in `fft.ts`; `work` holds as many floats as `input` and `output`. `direction` 0 is forward, 1 backward. */
export declare function transform(setup: usize, input: usize, output: usize, work: usize, direction: i32): void;
