/**
 * One hop of a track, staged where kernels read it: each figure of it is taken by whoever knows what it is for. Knows nothing of frames.
 */
import { Doubles, Floats } from './kernel/memory.ts';

/** The sample before a plane stands in front of it, and the plane on a boundary of SIMD. */
const LEAD = 4;

/** Two planes of `samples` (a multiple of 16) in the kernels' memory, with room for what is made of them. */
export class Hop {
  readonly samples: number;
  readonly #left: Floats;
  readonly #right: Floats;
  readonly mid: Floats;
  readonly side: Floats;
  /** Where kernels put the figures of a hop. */
  readonly figures = new Doubles(8);

  constructor(samples: number) {
    this.samples = samples;
    [this.#left, this.#right] = [new Floats(LEAD + samples), new Floats(LEAD + samples)];
    [this.mid, this.side] = [new Floats(samples), new Floats(samples)];
  }

  get left(): number {
    return this.#left.pointer + 4 * LEAD;
  }

  get right(): number {
    return this.#right.pointer + 4 * LEAD;
  }

  /** Puts in two planes of `samples`, and the samples before them. */
  fill(left: Float32Array, right: Float32Array, previousLeft: number, previousRight: number): void {
    this.#left.view[LEAD - 1] = previousLeft;
    this.#left.view.set(left, LEAD);
    this.#right.view[LEAD - 1] = previousRight;
    this.#right.view.set(right, LEAD);
  }
}

const hops = new Map<number, Hop>();

/** The hop of so many samples: one for all who ask, to be filled and read before anybody else does. */
export function stagedHop(samples: number): Hop {
  const hop = hops.get(samples) ?? new Hop(samples);
  hops.set(samples, hop);
  return hop;
}
