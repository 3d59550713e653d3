/** Running figures of a whole track: peak, clipping, DC and stereo correlation. Knows nothing of frames or spectra. */

/** The largest 16-bit sample code: what a clipped converter or mixdown leaves behind. */
const FULL_SCALE = 32767 / 32768;

/** Sums over all samples; block sizes matter only in the last bits, so the caller keeps them fixed. */
export class TrackLevels {
  samplePeak = 0;
  #frames = 0;
  #clippedFrames = 0;
  #leftSum = 0;
  #rightSum = 0;
  #leftSquares = 0;
  #rightSquares = 0;
  #products = 0;

  /** Hears the first `count` sample frames of a pair of planes; for mono both are the same plane. */
  push(left: Float32Array, right: Float32Array, count: number): void {
    let peak = this.samplePeak;
    let leftSum = 0;
    let rightSum = 0;
    let leftSquares = 0;
    let rightSquares = 0;
    let products = 0;
    let clipped = 0;
    for (let i = 0; i < count; i++) {
      const l = left[i];
      const r = right[i];
      leftSum += l;
      rightSum += r;
      leftSquares += l * l;
      rightSquares += r * r;
      products += l * r;
      const leftMagnitude = Math.abs(l);
      const rightMagnitude = Math.abs(r);
      if (leftMagnitude > peak) peak = leftMagnitude;
      if (rightMagnitude > peak) peak = rightMagnitude;
      if (leftMagnitude >= FULL_SCALE || rightMagnitude >= FULL_SCALE) clipped++;
    }
    this.samplePeak = peak;
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
