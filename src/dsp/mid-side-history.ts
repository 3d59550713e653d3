/**
 * The recent past of a stream as mid (L+R)/2 and side (L−R)/2, hop by hop, for windows longer than a hop. Knows nothing of spectra.
 *
 * A spectrum is taken of the mid, unless the mid has lost most of the sound to phase cancellation: then of the side.
 */
import type { Hop } from './hop.ts';
import { kernels } from './kernel/machine.ts';

/** The side takes over when it has four times (6 dB) the energy of the mid, and hands back when it falls below it. */
const SIDE_TAKES_OVER = 4;

/** The last `capacityHops` hops of mid and side, and the energy of each hop. */
export class MidSideHistory {
  readonly hopSamples: number;
  readonly mid: Float32Array;
  readonly side: Float32Array;
  readonly #capacityHops: number;
  readonly #midEnergies: Float64Array;
  readonly #sideEnergies: Float64Array;
  #hops: number;

  /** Holds twice `windowHops`, so that it need be moved only once in `windowHops` hops; begins with `silentHops` of silence. */
  constructor(hopSamples: number, windowHops: number, silentHops: number) {
    this.hopSamples = hopSamples;
    this.#capacityHops = 2 * windowHops;
    this.mid = new Float32Array(this.#capacityHops * hopSamples);
    this.side = new Float32Array(this.#capacityHops * hopSamples);
    this.#midEnergies = new Float64Array(this.#capacityHops);
    this.#sideEnergies = new Float64Array(this.#capacityHops);
    this.#hops = silentHops;
  }

  /** Adds one hop. Throws away what is older than half the capacity when full. */
  push(hop: Hop): void {
    const { mid, side, figures } = hop;
    kernels.midSide(hop.left, hop.right, this.hopSamples, mid.pointer, side.pointer, figures.pointer);
    this.#add(mid.view, side.view, figures.view[0], figures.view[1]);
  }

  #add(mid: Float32Array, side: Float32Array, midEnergy: number, sideEnergy: number): void {
    if (this.#hops === this.#capacityHops) this.#forgetOlderHalf();
    this.mid.set(mid, this.#hops * this.hopSamples);
    this.side.set(side, this.#hops * this.hopSamples);
    this.#midEnergies[this.#hops] = midEnergy;
    this.#sideEnergies[this.#hops] = sideEnergy;
    this.#hops++;
  }

  /** Where the last `hops` hops start in `mid` and `side`. */
  startOfLast(hops: number): number {
    return (this.#hops - hops) * this.hopSamples;
  }

  /** Energy per sample of mid and side over the last `hops` hops: their sum is the mean square over both channels. */
  meanSquares(hops: number): { mid: number; side: number } {
    let mid = 0;
    let side = 0;
    for (let h = this.#hops - hops; h < this.#hops; h++) {
      mid += this.#midEnergies[h];
      side += this.#sideEnergies[h];
    }
    const samples = hops * this.hopSamples;
    return { mid: mid / samples, side: side / samples };
  }

  /** Fills the silent hops at the beginning with the mirror image of the first ones pushed, so that a track does not begin with a jump. */
  mirrorBeginning(hops: number): void {
    const centre = hops * this.hopSamples;
    for (const plane of [this.mid, this.side])
      for (let i = 0; i < centre; i++) plane[centre - 1 - i] = plane[centre + i];
    for (const energies of [this.#midEnergies, this.#sideEnergies]) {
      for (let h = 0; h < hops; h++) energies[hops - 1 - h] = energies[hops + h];
    }
  }

  /** Adds the last hop backwards. */
  pushMirrorImage(): void {
    const start = this.startOfLast(1);
    const last = this.#hops - 1;
    const [mid, side] = [this.mid, this.side].map((plane) => plane.slice(start, start + this.hopSamples).reverse());
    this.#add(mid, side, this.#midEnergies[last], this.#sideEnergies[last]);
  }

  #forgetOlderHalf(): void {
    const half = this.#capacityHops / 2;
    for (const plane of [this.mid, this.side]) plane.copyWithin(0, half * this.hopSamples);
    for (const energies of [this.#midEnergies, this.#sideEnergies]) energies.copyWithin(0, half);
    this.#hops = half;
  }
}

/** Remembers which of the two is listened to, so that a signal between them does not flicker. */
export class MidSideChoice {
  #side = false;

  /** True when the side is to be taken, given the energies of the present window. */
  takesSide(mid: number, side: number): boolean {
    if (side > SIDE_TAKES_OVER * mid) this.#side = true;
    else if (side <= mid) this.#side = false;
    return this.#side;
  }
}
