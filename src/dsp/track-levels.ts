/** Running figures of a whole track: peak, clipping, DC and stereo correlation. Knows nothing of frames or spectra. */
import type { Hop } from './hop.ts';
import { kernels } from './kernel/machine.ts';

/** The largest 16-bit sample code: what a clipped converter or mixdown leaves behind. */
const FULL_SCALE = 32767 / 32768;

/** Sums over all samples, hop by hop. */
export class TrackLevels {
  samplePeak = 0;
  #frames = 0;
  #clippedFrames = 0;
  #leftSum = 0;
  #rightSum = 0;
  #leftSquares = 0;
  #rightSquares = 0;
  #products = 0;

  /** Hears `count` sample frames of a hop, which has silence after them. */
  push(hop: Hop, count: number): void {
    kernels.pairLevels(hop.left, hop.right, hop.samples, FULL_SCALE, hop.figures.pointer);
    const [leftSum, rightSum, leftSquares, rightSquares, products, peak, clipped] = hop.figures.view;
    this.samplePeak = Math.max(this.samplePeak, peak);
    this.#frames += count;
    this.#clippedFrames += clipped;
    this.#leftSum += leftSum;
    this.#rightSum += rightSum;
    this.#leftSquares += leftSquares;
    this.#rightSquares += rightSquares;
    this.#products += products;
  }

  /** Mean of left and right; 0 for empty. */
  dcOffset(): [number, number] {
    const frames = Math.max(1, this.#frames);
    return [this.#leftSum / frames, this.#rightSum / frames];
  }

  /** Share of sample frames with a sample at full scale. 0 for empty. */
  clippedRatio(): number {
    return this.#clippedFrames / Math.max(1, this.#frames);
  }

  /** Σ l·r ÷ √(Σ l² · Σ r²). 0 when either side is silent. */
  stereoCorrelation(): number {
    const scale = Math.sqrt(this.#leftSquares) * Math.sqrt(this.#rightSquares);
    return scale > 0 ? Math.max(-1, Math.min(1, this.#products / scale)) : 0;
  }
}
