/** Splits a signal into what rings and what hits, without any model. Knows nothing of which half a texture wants. */
import { type RealFft, realFft } from './fft.ts';
import { MEDIAN_WINDOW, mediansAlong, RunningMedians } from './running-median.ts';
import { applyWindow, hann, overlapAdd } from './window.ts';

/** Which half to keep, and between which frequencies; bins outside are dropped and cost nothing. */
export interface Separation {
  readonly keep: 'harmonic' | 'percussive';
  readonly lowHz: number;
  readonly highHz: number;
}

/** A frame is masked when so many later ones have been heard: the median looks as far ahead as back. */
const LOOKAHEAD = (MEDIAN_WINDOW - 1) / 2;
/** Spectra between being heard and being masked. */
const KEPT_FRAMES = LOOKAHEAD + 1;

/**
 * One run over all planes: STFT (Hann, `size` samples, hop size/4, frame i centred at i · hop), mask, overlap-add. It keeps only the frames that
 * the medians reach, so the work memory stays in the processor's cache however long the signal.
 */
class Separator {
  readonly #channels: readonly Float32Array[];
  readonly #low: number;
  readonly #bins: number;
  readonly #fft: RealFft;
  readonly #hop: number;
  readonly #window: Float32Array;
  /** The squared windows sum to 1.5 at this hop, and the inverse transform multiplies by its size. */
  readonly #synthesisWindow: Float32Array;
  /** Of each plane, the bins of the last `KEPT_FRAMES` frames, in turn. */
  readonly #spectra: Float32Array[];
  /** Power over channels of the same frames, each row continued by its first and last value for as far as the medians reach. */
  readonly #powers: readonly Float32Array[];
  #overTime = new RunningMedians(new Float32Array(0));
  readonly #overBins: Float32Array;
  readonly #mask: Float32Array;

  constructor(channels: readonly Float32Array[], size: number, low: number, high: number) {
    const bins = high - low;
    this.#channels = channels;
    this.#low = low;
    this.#bins = bins;
    this.#fft = realFft(size);
    this.#hop = size / 4;
    this.#window = hann(size);
    this.#synthesisWindow = hann(size).map((weight) => weight / (1.5 * size));
    this.#spectra = channels.map(() => new Float32Array(KEPT_FRAMES * 2 * bins));
    this.#powers = Array.from({ length: KEPT_FRAMES }, () => new Float32Array(bins + 2 * LOOKAHEAD));
    this.#overBins = new Float32Array(bins);
    this.#mask = new Float32Array(bins);
  }

  separate(keep: Separation['keep']): Float32Array[] {
    const { length } = this.#channels[0];
    const outputs = this.#channels.map(() => new Float32Array(length));
    const frames = Math.ceil(length / this.#hop) + 1;
    for (let i = 0; i < frames + LOOKAHEAD; i++) {
      if (i < frames) this.#hear(i);
      const heard = this.#powers[Math.min(i, frames - 1) % KEPT_FRAMES].subarray(LOOKAHEAD, LOOKAHEAD + this.#bins);
      if (i === 0) this.#overTime = new RunningMedians(heard);
      else this.#overTime.push(heard);
      if (i < LOOKAHEAD) continue;
      this.#measureMask(i - LOOKAHEAD, keep);
      for (let c = 0; c < outputs.length; c++) this.#resynthesise(c, i - LOOKAHEAD, outputs[c]);
    }
    return outputs;
  }

  /** Keeps the spectrum of frame `i` of every plane and their power. */
  #hear(i: number): void {
    const row = this.#powers[i % KEPT_FRAMES].fill(0);
    const first = (i % KEPT_FRAMES) * 2 * this.#bins;
    for (let c = 0; c < this.#channels.length; c++) {
      applyWindow(this.#channels[c], i * this.#hop - 2 * this.#hop, this.#window, this.#fft.input());
      const spectrum = this.#fft.forwardOfInput().subarray(2 * this.#low, 2 * (this.#low + this.#bins));
      this.#spectra[c].set(spectrum, first);
      for (let b = 0; b < this.#bins; b++) {
        const re = spectrum[2 * b];
        const im = spectrum[2 * b + 1];
        row[LOOKAHEAD + b] += re * re + im * im;
      }
    }
    row.fill(row[LOOKAHEAD], 0, LOOKAHEAD);
    row.fill(row[LOOKAHEAD + this.#bins - 1], LOOKAHEAD + this.#bins);
  }

  /** Share of the wanted half in each bin of frame `i`: wanted ÷ (harmonic + percussive) on median powers. */
  #measureMask(i: number, keep: Separation['keep']): void {
    const ringing = this.#overTime.medians;
    const hitting = this.#overBins;
    mediansAlong(this.#powers[i % KEPT_FRAMES], hitting);
    const wanted = keep === 'harmonic' ? ringing : hitting;
    for (let b = 0; b < this.#bins; b++) {
      const sum = ringing[b] + hitting[b];
      this.#mask[b] = sum > 0 ? wanted[b] / sum : 0.5;
    }
  }

  /** Adds frame `i` of a plane, masked, to `output`; bins outside the band, DC and Nyquist become 0. */
  #resynthesise(channel: number, i: number, output: Float32Array): void {
    const masked = this.#fft.input();
    const spectrum = this.#spectra[channel];
    const first = (i % KEPT_FRAMES) * 2 * this.#bins;
    masked.fill(0, 0, 2 * this.#low).fill(0, 2 * (this.#low + this.#bins));
    for (let b = 0, at = 2 * this.#low; b < this.#bins; b++, at += 2) {
      masked[at] = spectrum[first + 2 * b] * this.#mask[b];
      masked[at + 1] = spectrum[first + 2 * b + 1] * this.#mask[b];
    }
    overlapAdd(this.#fft.inverseOfInput(), this.#synthesisWindow, output, i * this.#hop - 2 * this.#hop);
  }
}

/**
 * The harmonic or the percussive part of `channels`, as new planes of the same length: a soft mask from the medians of the power
 * spectrogram over 17 frames (what rings) and over 17 bins (what hits); one mask for all channels, so the stereo image stays.
 * Windows of about 46 ms (a power of two), hop a quarter. The two parts of a band add up to that band of the input.
 * Silence gives silence; empty gives empty. Throws nothing for any positive rate.
 * Accuracy: a sine under a click train loses the clicks by over 12 dB and under 1 dB of itself (`test/dsp/harmonic-percussive.test.ts`).
 * Source: Fitzgerald, "Harmonic/Percussive Separation using Median Filtering", DAFx (2010).
 */
export function separated(channels: readonly Float32Array[], sampleRateHz: number, wanted: Separation): Float32Array[] {
  if ((channels[0]?.length ?? 0) === 0) return channels.map(() => new Float32Array(0));
  const size = stftSizeFor(sampleRateHz);
  const low = Math.max(1, Math.floor((wanted.lowHz * size) / sampleRateHz));
  const high = Math.max(low + 1, Math.min(size / 2, Math.ceil((wanted.highHz * size) / sampleRateHz)));
  return new Separator(channels, size, low, high).separate(wanted.keep);
}

/** Power of two nearest above 35 ms: 2048 at 44.1 and 48 kHz, 512 at 8 kHz. */
function stftSizeFor(sampleRateHz: number): number {
  let size = 64;
  while (size < 0.035 * sampleRateHz) size *= 2;
  return size;
}
