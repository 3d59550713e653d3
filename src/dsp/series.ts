/** Typed arrays that grow: one value per analysis frame, of a stream whose length is not known. Knows nothing of the values. */

/** A growing sequence of numbers, stored as `Float32Array` or `Uint8Array` in doubling blocks. */
export class Series<Values extends Float32Array | Uint8Array> {
  readonly #allocate: (length: number) => Values;
  #values: Values;
  #length = 0;

  constructor(allocate: (length: number) => Values) {
    this.#allocate = allocate;
    this.#values = allocate(1024);
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const grown = this.#allocate(this.#length * 2);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#length++] = value;
  }

  /** A copy of the values so far, of exactly their number. */
  toArray(): Values {
    const exact = this.#allocate(this.#length);
    exact.set(this.#values.subarray(0, this.#length));
    return exact;
  }
}

export const floatSeries = (): Series<Float32Array> => new Series((length) => new Float32Array(length));
export const byteSeries = (): Series<Uint8Array> => new Series((length) => new Uint8Array(length));
