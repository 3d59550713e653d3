/**
 * The figures of each analysis frame and the chroma of them all, from a stream of hops. Knows nothing of onsets, keys or blocks.
 */
import { type Chroma, ChromaMeter } from './chroma.ts';
import { decimator } from './decimate.ts';
import { powerToDb } from './elementary.ts';
import type { Hop } from './hop.ts';
import { MidSideChoice, MidSideHistory } from './mid-side-history.ts';
import { OnsetBands } from './onset-bands.ts';
import { floatSeries } from './series.ts';
import { SpectralFeatures } from './spectral-features.ts';
import { HOPS_PER_WINDOW, PowerSpectrum, windowSamplesFor } from './stft.ts';

const LEVEL_FLOOR_DBFS = -120;
/** The chroma window: 0.37 s, so that semitones stand apart in the bass. */
const CHROMA_HOPS = 8 * HOPS_PER_WINDOW;
/** From one chroma to the next: half a window. */
export const HOPS_PER_CHROMA = CHROMA_HOPS / 2;
/** Pitches are looked for below a rate of this, which holds those up to 2.1 kHz. */
const LEAST_CHROMA_RATE_HZ = 5500;
/** Hops that a frame reaches beyond its centre. */
const HALF_WINDOW_HOPS = HOPS_PER_WINDOW / 2;

/** The power of two that the rate is divided by before pitches are looked for. */
function chromaFactor(sampleRateHz: number): number {
  let factor = 1;
  while (sampleRateHz / (2 * factor) >= LEAST_CHROMA_RATE_HZ) factor *= 2;
  return factor;
}

const flooredDbfs = (power: number): number => Math.max(LEVEL_FLOOR_DBFS, powerToDb(power));

export interface FrameFigures {
  readonly rmsDbfs: Float32Array;
  readonly centroidHz: Float32Array;
  readonly flatness: Float32Array;
  readonly rolloffHz: Float32Array;
  readonly airDbfs: Float32Array;
  readonly bandCodes: Uint8Array;
  readonly chroma: Chroma;
  /** 12 bytes every `HOPS_PER_CHROMA` hops; what they tell of reaches as many hops to either side. */
  readonly chromaCourse: Uint8Array;
}

/** Turns hops into analysis frames: one is complete when the two hops after its centre have been heard. */
export class FrameAnalyser {
  readonly #history: MidSideHistory;
  readonly #spectrum: PowerSpectrum;
  readonly #features: SpectralFeatures;
  readonly #bands: OnsetBands;
  readonly #choice = new MidSideChoice();
  readonly #chromaFactor: number;
  readonly #chromaSpectrum: PowerSpectrum;
  readonly #chroma: ChromaMeter;
  readonly #chromaChoice = new MidSideChoice();
  readonly #rmsDbfs = floatSeries();
  readonly #centroidHz = floatSeries();
  readonly #flatness = floatSeries();
  readonly #rolloffHz = floatSeries();
  readonly #airDbfs = floatSeries();
  #hops = 0;

  constructor(sampleRateHz: number) {
    const windowSamples = windowSamplesFor(sampleRateHz);
    this.#history = new MidSideHistory(windowSamples / HOPS_PER_WINDOW, CHROMA_HOPS, HALF_WINDOW_HOPS);
    this.#spectrum = new PowerSpectrum(windowSamples);
    this.#features = new SpectralFeatures(windowSamples / 2, sampleRateHz / windowSamples);
    this.#bands = new OnsetBands(windowSamples / 2, sampleRateHz / windowSamples);
    this.#chromaFactor = chromaFactor(sampleRateHz);
    const chromaSamples = (CHROMA_HOPS * this.#history.hopSamples) / this.#chromaFactor;
    this.#chromaSpectrum = new PowerSpectrum(chromaSamples);
    this.#chroma = new ChromaMeter(chromaSamples / 2, sampleRateHz / this.#chromaFactor / chromaSamples);
  }

  /** Hears one whole hop. */
  push(hop: Hop): void {
    this.#history.push(hop);
    this.#countHop();
    if (this.#hops % HOPS_PER_CHROMA === 0 && this.#hops >= CHROMA_HOPS) {
      this.#measureChroma(this.#history.startOfLast(CHROMA_HOPS));
    }
  }

  #countHop(): void {
    this.#hops++;
    if (this.#hops === HALF_WINDOW_HOPS) this.#history.mirrorBeginning(HALF_WINDOW_HOPS);
    if (this.#hops >= HALF_WINDOW_HOPS) this.#measureFrame();
  }

  #measureFrame(): void {
    const { mid, side } = this.#history.meanSquares(HOPS_PER_WINDOW);
    const takesSide = this.#choice.takesSide(mid, side);
    const start = this.#history.startOfLast(HOPS_PER_WINDOW);
    this.#spectrum.measure(takesSide ? this.#history.side : this.#history.mid, start);
    const features = this.#features;
    features.measure(this.#spectrum);
    this.#bands.push(this.#spectrum);
    const heard = takesSide ? side : mid;
    this.#rmsDbfs.push(flooredDbfs(mid + side));
    this.#centroidHz.push(features.centroidHz);
    this.#flatness.push(features.flatness);
    this.#rolloffHz.push(features.rolloffHz);
    this.#airDbfs.push(flooredDbfs(heard > 0 ? (features.airPower * (mid + side)) / heard : 0));
  }

  #measureChroma(start: number): void {
    const { mid, side } = this.#history.meanSquares(Math.min(CHROMA_HOPS, this.#hops));
    const plane = this.#chromaChoice.takesSide(mid, side) ? this.#history.side : this.#history.mid;
    const window = plane.subarray(start, start + CHROMA_HOPS * this.#history.hopSamples);
    this.#chromaSpectrum.measure(decimator(this.#chromaFactor).thinnedOut(window), 0);
    this.#chroma.push(this.#chromaSpectrum.power);
  }

  /** The figures of all frames, one for each hop pushed: the track's mirror image completes the last. */
  finish(): FrameFigures {
    if (this.#hops > 0) this.#completeLastFrame();
    return {
      rmsDbfs: this.#rmsDbfs.toArray(),
      centroidHz: this.#centroidHz.toArray(),
      flatness: this.#flatness.toArray(),
      rolloffHz: this.#rolloffHz.toArray(),
      airDbfs: this.#airDbfs.toArray(),
      bandCodes: this.#bands.codes(),
      chroma: this.#chroma.chroma(),
      chromaCourse: this.#chroma.course(),
    };
  }

  #completeLastFrame(): void {
    if (this.#hops < CHROMA_HOPS) this.#measureChroma(0);
    this.#history.pushMirrorImage();
    this.#countHop();
  }
}
