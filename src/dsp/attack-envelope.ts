/**
 * A fine envelope of attacks, four blocks to a hop (2.9 ms): tells when within a spectral frame a sound begins. Knows nothing of spectra.
 *
 * The energy is that of the signal's first difference, which brings a hit out of the bass that it sits on.
 */
import type { Hop } from './hop.ts';
import { kernels } from './kernel/machine.ts';
import { levelCode } from './level-code.ts';
import { byteSeries } from './series.ts';

export const BLOCKS_PER_HOP = 4;

export class AttackEnvelope {
  readonly #codes = byteSeries();

  /** Hears one hop. */
  push(hop: Hop): void {
    const block = hop.samples / BLOCKS_PER_HOP;
    kernels.differenceEnergies(hop.left, hop.right, BLOCKS_PER_HOP, block, hop.figures.pointer);
    const energies = hop.figures.view;
    for (let b = 0; b < BLOCKS_PER_HOP; b++) this.#codes.push(levelCode(energies[b] / (2 * block)));
  }

  /** Level codes, `BLOCKS_PER_HOP` per hop, the first at time 0. */
  codes(): Uint8Array {
    return this.#codes.toArray();
  }
}
