/**
 * A fine envelope of attacks, four blocks to a hop (2.9 ms): tells when within a spectral frame a sound begins. Knows nothing of spectra.
 *
 * The energy is that of the signal's first difference, which brings a hit out of the bass that it sits on.
 */
import { levelCode } from './level-code.ts';
import { byteSeries } from './series.ts';

export const BLOCKS_PER_HOP = 4;

export class AttackEnvelope {
  readonly #codes = byteSeries();
  #previousLeft = 0;
  #previousRight = 0;

  /** Hears one hop (a multiple of `BLOCKS_PER_HOP` samples). */
  push(left: Float32Array, right: Float32Array): void {
    const block = left.length / BLOCKS_PER_HOP;
    let previousLeft = this.#previousLeft;
    let previousRight = this.#previousRight;
    for (let start = 0; start < left.length; start += block) {
      let energy = 0;
      for (let i = start; i < start + block; i++) {
        const leftStep = left[i] - previousLeft;
        const rightStep = right[i] - previousRight;
        energy += leftStep * leftStep + rightStep * rightStep;
        previousLeft = left[i];
        previousRight = right[i];
      }
      this.#codes.push(levelCode(energy / (2 * block)));
    }
    this.#previousLeft = previousLeft;
    this.#previousRight = previousRight;
  }

  /** Level codes, `BLOCKS_PER_HOP` per hop, the first at time 0. */
  codes(): Uint8Array {
    return this.#codes.toArray();
  }
}
