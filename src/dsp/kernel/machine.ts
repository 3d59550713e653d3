/**
 * PFFFT (J. Pommier) and the kernels as one WebAssembly machine: two modules, one memory. There is no JavaScript fallback: it would give other bytes
 * under the same key. Knows nothing of what is computed.
 *
 * One file, though a long one: the signatures of all kernels, a line or two each, beside the one place that links them.
 */
import initialisePffft from '@echogarden/pffft-wasm/simd';
import binaries from './binaries.cjs';

/** The kernels by name; what each does stands beside its source in `assembly/`. Pointers are byte offsets, lengths count samples. */
export interface Kernels {
  decimate(signal: number, weights: number, taps: number, factor: number, count: number, output: number): void;
  pairsOf16(bytes: number, frames: number, swapped: boolean, left: number, right: number): void;
  pairsOf24(bytes: number, frames: number, swapped: boolean, left: number, right: number): void;
  requantise(plane: number, frames: number, from: number, to: number): void;
  pairLevels(left: number, right: number, frames: number, fullScale: number, figures: number): void;
  midSide(left: number, right: number, frames: number, mid: number, side: number, energies: number): void;
  differenceEnergies(left: number, right: number, blocks: number, blockFrames: number, energies: number): void;
  powerSpectrum(
    signal: number,
    window: number,
    size: number,
    setup: number,
    input: number,
    output: number,
    work: number,
    power: number,
  ): void;
  spectralSums(power: number, bins: number, floor: number, sums: number, blocks: number): void;
  sumBetween(power: number, first: number, end: number): number;
  bandSums(power: number, edges: number, count: number, sums: number): void;
  addPower(spectrum: number, bins: number, power: number): void;
  addSquares(window: number, frames: number, weight: number): void;
  applyShare(spectrum: number, share: number, bins: number, masked: number): void;
  evenDensity(plane: number, weight: number, floorWeight: number, frames: number): void;
  filterOnce(left: number, right: number, frames: number, stage: number, state: number): void;
  filterTwice(left: number, right: number, frames: number, stages: number, state: number): void;
  filterMoving(
    left: number,
    right: number,
    steps: number,
    stepFrames: number,
    cutoffs: number,
    damping: number,
    isLowpass: boolean,
    state: number,
  ): void;
  interpolateBetween(
    signal: number,
    rows: number,
    taps: number,
    phases: number,
    position: number,
    step: number,
    count: number,
    output: number,
  ): void;
  interpolateExactly(
    signal: number,
    rows: number,
    taps: number,
    phases: number,
    step: number,
    phase: number,
    count: number,
    output: number,
  ): void;
  layInterpolated(
    left: number,
    right: number,
    position: number,
    ratio: number,
    rows: number,
    taps: number,
    window: number,
    frames: number,
    leftGain: number,
    rightGain: number,
    leftLoop: number,
    rightLoop: number,
  ): void;
  layPlain(source: number, window: number, frames: number, gain: number, loop: number): void;
  mediansAlong(values: number, count: number, work: number, medians: number): void;
  mediansOfRows(rows: number, stride: number, count: number, medians: number): void;
  noisyShare(power: number, bins: number, reach: number, most: number, magnitudes: number, share: number): void;
  overlapAdd(
    setup: number,
    input: number,
    output: number,
    work: number,
    window: number,
    size: number,
    hop: number,
    sum: number,
  ): void;
  shareOf(wanted: number, other: number, bins: number, share: number): void;
  stretchWindow(table: number, frames: number, window: number): void;
  addTurns(now: number, before: number, bins: number, crossRe: number, crossIm: number): void;
  lockPhases(
    power: number,
    bins: number,
    crossRe: number,
    crossIm: number,
    hopShare: number,
    stretch: number,
    re: number,
    im: number,
    newRe: number,
    newIm: number,
    work: number,
  ): number;
  turnBins(spectrum: number, re: number, im: number, bins: number, turned: number): void;
  windowedSpectrum(
    signal: number,
    window: number,
    size: number,
    setup: number,
    input: number,
    output: number,
    work: number,
  ): void;
  correlation(first: number, second: number, count: number): number;
  addDither(signal: number, count: number, states: number, perUnit: number): void;
  bytesOf16(samples: number, count: number, bytes: number): void;
  bytesOf24(samples: number, count: number, bytes: number): void;
  interleave(left: number, right: number, frames: number, output: number): void;
  addPairSums(left: number, right: number, frames: number, sums: number): void;
  largestMagnitude(signal: number, count: number): number;
  largestSteps(signal: number, size: number, blocks: number, largestOf: number): void;
  windowEnergies(signal: number, frames: number, windows: number, energies: number): void;
  peakBetweenSamples(
    signal: number,
    count: number,
    halves: number,
    quarters: number,
    taps: number,
    headroom: number,
    near: number,
    peak: number,
  ): number;
  average(left: number, right: number, count: number, average: number): void;
  bowed(signal: number, count: number, first: number, last: number, bow: number): void;
  ramped(signal: number, count: number, gain: number, change: number): void;
  scaled(signal: number, count: number, gain: number): void;
  shifted(signal: number, count: number, offset: number): void;
  swelled(signal: number, count: number, first: number, last: number, rise: number, fall: number): void;
  traceFrames(
    signal: number,
    hop: number,
    frames: number,
    window: number,
    size: number,
    setup: number,
    input: number,
    output: number,
    work: number,
    magnitudes: number,
    powers: number,
    figures: number,
  ): void;
  weightedEnergy(
    left: number,
    right: number,
    frames: number,
    coefficients: number,
    state: number,
    energy: number,
  ): void;
}

const compiled = (base64: string): WebAssembly.Module =>
  new WebAssembly.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));

let memory: WebAssembly.Memory | undefined;

/** The FFT library; its own glue instantiates it, this keeps hold of the memory. */
export const pffft = await initialisePffft({
  instantiateWasm(imports, receive) {
    const instance = new WebAssembly.Instance(compiled(binaries.pffft), imports);
    memory = Object.values(instance.exports).find((exported) => exported instanceof WebAssembly.Memory);
    receive(instance);
    return instance.exports;
  },
});

/** Until its first call the library hands out a wrapper in JavaScript; after it, the WebAssembly function that kernels are linked to. */
function linkedTransform(): (setup: number, input: number, output: number, work: number, direction: number) => void {
  const size = 32;
  const setup = pffft._pffft_new_setup(size, 0);
  const floats = pffft._pffft_aligned_malloc(3 * size * 4);
  pffft._pffft_transform_ordered(setup, floats, floats + size * 4, floats + 2 * size * 4, 0);
  pffft._pffft_aligned_free(floats);
  pffft._pffft_destroy_setup(setup);
  return pffft._pffft_transform_ordered;
}

if (memory === undefined) throw new TypeError('PFFFT exports no memory');
const linked = new WebAssembly.Instance(compiled(binaries.kernels), {
  env: { memory },
  pffft: { transform: linkedTransform() },
});

export const kernels = linked.exports as unknown as Kernels;

/** The memory of the machine as floats; anew after it has grown, which leaves older views empty. */
export const heapFloats = (): Float32Array => pffft.HEAPF32;
export const heapDoubles = (): Float64Array => pffft.HEAPF64;
export const heapIntegers = (): Int32Array => pffft.HEAP32;
export const heapBytes = (): Uint8Array => pffft.HEAPU8;
