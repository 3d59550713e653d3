/** Splits a signal into what rings and what hits, without any model. Knows nothing of which half a texture wants. */
import { realFft } from './fft.ts';
import { hann } from './window.ts';

/** Which half to keep, and between which frequencies; bins outside are dropped and cost nothing. */
export interface Separation {
  readonly keep: 'harmonic' | 'percussive';
  readonly lowHz: number;
  readonly highHz: number;
}

const MEDIAN_FRAMES = 17;
const HALF = (MEDIAN_FRAMES - 1) / 2;

/** Sliding median of 17 over `from`, ends repeated, into `to`: one sorted window, one value out and one in at each step. */
function slidingMedian(from: Float32Array, to: Float32Array, length: number, sorted: Float32Array): void {
  const at = (i: number) => from[i < 0 ? 0 : i >= length ? length - 1 : i];
  for (let i = 0; i < MEDIAN_FRAMES; i++) sorted[i] = at(i - HALF);
  sorted.sort();
  to[0] = sorted[HALF];
  for (let i = 1; i < length; i++) {
    const leaving = at(i - 1 - HALF);
    const entering = at(i + HALF);
    let slot = 0;
    while (slot < MEDIAN_FRAMES - 1 && sorted[slot] < leaving) slot++;
    while (slot < MEDIAN_FRAMES - 1 && sorted[slot + 1] < entering) sorted[slot] = sorted[++slot];
    while (slot > 0 && sorted[slot - 1] > entering) sorted[slot] = sorted[--slot];
    sorted[slot] = entering;
    to[i] = sorted[HALF];
  }
}

/** STFT of every plane: Hann, `size` samples, hop size/4, frame i centred at i · hop. */
function spectra(channels: readonly Float32Array[], size: number): Float32Array[][] {
  const fft = realFft(size);
  const window = hann(size);
  const hop = size / 4;
  const frame = new Float32Array(size);
  return channels.map((plane) => {
    const frames = Math.ceil(plane.length / hop) + 1;
    const padded = new Float32Array((frames - 1) * hop + size);
    padded.set(plane, size / 2);
    return Array.from({ length: frames }, (_, i) => {
      const start = i * hop;
      for (let n = 0; n < size; n++) frame[n] = padded[start + n] * window[n];
      const spectrum = new Float32Array(size);
      fft.forward(frame, spectrum);
      return spectrum;
    });
  });
}

/** Power of the bins `low` … `high` − 1 summed over channels: row i is analysis frame i. */
function powerRows(stft: readonly Float32Array[][], low: number, high: number): Float32Array {
  const bins = high - low;
  const rows = new Float32Array(stft[0].length * bins);
  for (const frames of stft) {
    frames.forEach((spectrum, i) => {
      for (let b = 0; b < bins; b++) {
        const re = spectrum[2 * (low + b)];
        const im = spectrum[2 * (low + b) + 1];
        rows[i * bins + b] += re * re + im * im;
      }
    });
  }
  return rows;
}

/** Soft mask of the wanted half for each cell of `rows`: wanted² ÷ (harmonic² + percussive²) on median magnitudes. */
function maskRows(rows: Float32Array, bins: number, keep: Separation['keep']): Float32Array {
  const frames = rows.length / bins;
  const harmonic = new Float32Array(rows.length);
  const column = new Float32Array(frames);
  const median = new Float32Array(Math.max(frames, bins));
  const sorted = new Float32Array(MEDIAN_FRAMES);
  for (let b = 0; b < bins; b++) {
    for (let i = 0; i < frames; i++) column[i] = rows[i * bins + b];
    slidingMedian(column, median, frames, sorted);
    for (let i = 0; i < frames; i++) harmonic[i * bins + b] = median[i];
  }
  for (let i = 0; i < frames; i++) {
    slidingMedian(rows.subarray(i * bins, (i + 1) * bins), median, bins, sorted);
    for (let b = 0; b < bins; b++) {
      const ringing = harmonic[i * bins + b];
      const sum = ringing + median[b];
      const share = sum > 0 ? ringing / sum : 0.5;
      harmonic[i * bins + b] = keep === 'harmonic' ? share : 1 - share;
    }
  }
  return harmonic;
}

/** Masks `spectrum` in place: bins below `low`, from `low + mask.length` on, DC and Nyquist become 0. */
function applyMask(spectrum: Float32Array, mask: Float32Array, low: number): void {
  spectrum.fill(0, 0, 2 * low);
  spectrum.fill(0, 2 * (low + mask.length));
  for (let b = 0; b < mask.length; b++) {
    spectrum[2 * (low + b)] *= mask[b];
    spectrum[2 * (low + b) + 1] *= mask[b];
  }
}

/** Hann-weighted overlap-add of the spectra at hop size/4 (the squared windows sum to 1.5), cut to `length`. */
function resynthesised(stft: readonly Float32Array[], size: number, length: number): Float32Array {
  const fft = realFft(size);
  const window = hann(size);
  const hop = size / 4;
  const frame = new Float32Array(size);
  const signal = new Float32Array(length);
  stft.forEach((spectrum, i) => {
    fft.inverse(spectrum, frame);
    const start = i * hop - size / 2;
    const last = Math.min(size, length - start);
    for (let n = Math.max(0, -start); n < last; n++) signal[start + n] += (frame[n] * window[n]) / 1.5;
  });
  return signal;
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
  const stft = spectra(channels, size);
  const bins = high - low;
  const masks = maskRows(powerRows(stft, low, high), bins, wanted.keep);
  return stft.map((frames, channel) => {
    frames.forEach((spectrum, i) => {
      applyMask(spectrum, masks.subarray(i * bins, (i + 1) * bins), low);
    });
    return resynthesised(frames, size, channels[channel].length);
  });
}

/** Power of two nearest above 35 ms: 2048 at 44.1 and 48 kHz, 512 at 8 kHz. */
function stftSizeFor(sampleRateHz: number): number {
  let size = 64;
  while (size < 0.035 * sampleRateHz) size *= 2;
  return size;
}
