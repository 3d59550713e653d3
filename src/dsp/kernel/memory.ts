/**
 * Memory that kernels read and write, as typed arrays. Knows nothing of kernels.
 *
 * The machine's memory grows when more is asked for, which leaves all older views empty: so `view` is to be asked anew after anything that may
 * have allocated.
 */
import { heapBytes, heapDoubles, heapFloats, heapIntegers, pffft } from './machine.ts';

/** A lent piece of the machine's memory, aligned to 16 bytes. Its content is arbitrary at first. Give it back with `free`. */
abstract class Lent<View extends Float32Array | Float64Array | Int32Array | Uint8Array> {
  /** Byte offset: what kernels are called with. */
  readonly pointer: number;
  readonly length: number;
  #view: View;

  constructor(length: number, bytesPerElement: number) {
    this.pointer = pffft._pffft_aligned_malloc(Math.max(1, length) * bytesPerElement);
    if (this.pointer === 0) throw new RangeError(`Array buffer allocation failed: ${length * bytesPerElement} bytes`);
    this.length = length;
    this.#view = this.look();
  }

  protected abstract look(): View;

  /** Empty once the memory has grown, and then looked at anew. */
  get view(): View {
    if (this.#view.length === 0) this.#view = this.look();
    return this.#view;
  }

  free(): void {
    pffft._pffft_aligned_free(this.pointer);
  }
}

/** `length` float32 samples. */
export class Floats extends Lent<Float32Array> {
  constructor(length: number) {
    super(length, 4);
  }

  protected look(): Float32Array {
    return heapFloats().subarray(this.pointer / 4, this.pointer / 4 + this.length);
  }
}

/** `length` float64 numbers. */
export class Doubles extends Lent<Float64Array> {
  constructor(length: number) {
    super(length, 8);
  }

  protected look(): Float64Array {
    return heapDoubles().subarray(this.pointer / 8, this.pointer / 8 + this.length);
  }
}

/** `length` int32 numbers. */
export class Integers extends Lent<Int32Array> {
  constructor(length: number) {
    super(length, 4);
  }

  protected look(): Int32Array {
    return heapIntegers().subarray(this.pointer / 4, this.pointer / 4 + this.length);
  }
}

/** `length` bytes. */
export class Bytes extends Lent<Uint8Array> {
  constructor(length: number) {
    super(length, 1);
  }

  protected look(): Uint8Array {
    return heapBytes().subarray(this.pointer, this.pointer + this.length);
  }
}

/** Lends memory until the work that it is for ends. */
export class Lender {
  readonly #lent: Lent<Float32Array | Float64Array>[] = [];

  /** `length` float32 samples, all 0. */
  floats(length: number): Floats {
    return this.#silent(new Floats(length));
  }

  /** The samples of `signal`. */
  holding(signal: Float32Array): Floats {
    const floats = new Floats(signal.length);
    this.#lent.push(floats);
    floats.view.set(signal);
    return floats;
  }

  /** `length` float64 numbers, all 0. */
  doubles(length: number): Doubles {
    return this.#silent(new Doubles(length));
  }

  #silent<Piece extends Lent<Float32Array | Float64Array>>(piece: Piece): Piece {
    this.#lent.push(piece);
    piece.view.fill(0);
    return piece;
  }

  takeBack(): void {
    for (const lent of this.#lent) lent.free();
  }
}

/** The result of `work`, after which all that it was lent is taken back, however it ended. */
export function borrowing<Result>(work: (lender: Lender) => Result): Result {
  const lender = new Lender();
  try {
    return work(lender);
  } finally {
    lender.takeBack();
  }
}
