/**
 * Levels of a spectrum in mel-spaced bands, one byte per band and frame, kept for the onset detection that follows when the track's
 * own loudness is known. Knows nothing of onsets.
 */
import { log, pow } from './elementary.ts';
import { kernels } from './kernel/machine.ts';
import { Floats, Integers } from './kernel/memory.ts';
import { levelCode } from './level-code.ts';
import { byteSeries } from './series.ts';
import type { PowerSpectrum } from './stft.ts';

export const ONSET_BANDS = 40;
const LOWEST_HZ = 30;
const HIGHEST_HZ = 16000;
const stagedEdges = new Integers(ONSET_BANDS + 1);
const stagedSums = new Floats(ONSET_BANDS);

/** The mel scale of D. O'Shaughnessy, "Speech Communication" (1987). */
const melOf = (hz: number): number => log(1 + hz / 700);
const hzOf = (mel: number): number => 700 * (pow(Math.E, mel) - 1);

/** Bin edges of the bands: at least one bin each, the last edge at `HIGHEST_HZ` or the last bin. */
function bandEdges(bins: number, binHz: number): Int32Array {
  const low = melOf(LOWEST_HZ);
  const high = melOf(Math.min(HIGHEST_HZ, bins * binHz));
  const edges = new Int32Array(ONSET_BANDS + 1);
  for (let b = 0; b <= ONSET_BANDS; b++) {
    const edge = Math.round(hzOf(low + ((high - low) * b) / ONSET_BANDS) / binHz);
    edges[b] = Math.min(bins, Math.max(edge, b === 0 ? 1 : edges[b - 1] + 1));
  }
  return edges;
}

export class OnsetBands {
  readonly #edges: Int32Array;
  readonly #codes = byteSeries();

  constructor(bins: number, binHz: number) {
    this.#edges = bandEdges(bins, binHz);
  }

  /** Keeps the band levels of one more frame. */
  push(spectrum: PowerSpectrum): void {
    stagedEdges.view.set(this.#edges);
    kernels.bandSums(spectrum.pointer, stagedEdges.pointer, ONSET_BANDS, stagedSums.pointer);
    const sums = stagedSums.view;
    for (let b = 0; b < ONSET_BANDS; b++) this.#codes.push(levelCode(sums[b]));
  }

  /** Level codes, `ONSET_BANDS` per frame. */
  codes(): Uint8Array {
    return this.#codes.toArray();
  }
}
