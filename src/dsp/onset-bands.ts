/**
 * Levels of a spectrum in mel-spaced bands, one byte per band and frame, kept for the onset detection that follows when the track's
 * own loudness is known. Knows nothing of onsets.
 */
import { log, pow } from './elementary.ts';
import { levelCode } from './level-code.ts';
import { byteSeries } from './series.ts';

export const ONSET_BANDS = 40;
const LOWEST_HZ = 30;
const HIGHEST_HZ = 16000;

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
  push(power: Float32Array): void {
    for (let b = 0; b < ONSET_BANDS; b++) {
      let sum = 0;
      for (let k = this.#edges[b]; k < this.#edges[b + 1]; k++) sum += power[k];
      this.#codes.push(levelCode(sum));
    }
  }

  /** Level codes, `ONSET_BANDS` per frame. */
  codes(): Uint8Array {
    return this.#codes.toArray();
  }
}
