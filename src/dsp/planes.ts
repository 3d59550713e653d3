/**
 * Planes of samples for as long as a piece of work lasts, in memory that is used again: no new pages for each, and nothing for the collector of
 * garbage, who counts audio as if it lay in its heap, and with every look at the heap forgets what was compiled of closures that are not just
 * running. Knows nothing of what the planes hold.
 */

/** 64 bytes: a line of the processor's cache. */
const LINE_SAMPLES = 16;

/** Lends planes from one piece of memory, which is allocated when it is first needed. */
export class PlanePool {
  readonly #samples: number;
  #memory: Float32Array | null = null;
  #lent = 0;

  /** What does not fit into `bytes` is allocated as usual. Pages that are never lent are never touched. */
  constructor(bytes: number) {
    this.#samples = bytes / 4;
  }

  /** A silent plane of `frames`, good until the next `reclaim`. */
  take(frames: number): Float32Array {
    const start = this.#lent;
    const end = start + frames;
    if (end > this.#samples) return new Float32Array(frames);
    this.#memory ??= new Float32Array(this.#samples);
    this.#lent = LINE_SAMPLES * Math.ceil(end / LINE_SAMPLES);
    return this.#memory.subarray(start, end).fill(0);
  }

  /** Takes back all planes at once. */
  reclaim(): void {
    this.#lent = 0;
  }
}

let lending: PlanePool | null = null;

/** A silent plane of `frames`: from the pool that `lendingFrom` names, else an array of its own. */
export const newPlane = (frames: number): Float32Array =>
  lending === null ? new Float32Array(frames) : lending.take(frames);

/** The same with the samples of `plane`. */
export function copyOfPlane(plane: Float32Array): Float32Array {
  const copy = newPlane(plane.length);
  copy.set(plane);
  return copy;
}

/** `count` bytes, all 0, from where planes come from. */
export function newBytes(count: number): Uint8Array {
  const { buffer, byteOffset } = newPlane(Math.ceil(count / 4));
  return new Uint8Array(buffer, byteOffset, count);
}

/** What `work` gives, whose new planes `pool` lends: good until `pool.reclaim()`. `work` has ended when this returns: it is no promise. */
export function lendingFrom<Result>(pool: PlanePool, work: () => Result): Result {
  const before = lending;
  lending = pool;
  try {
    return work();
  } finally {
    lending = before;
  }
}
