/** Medians of windows that slide: a sorted window that one value leaves and one enters. Knows nothing of what the values are. */

/** Odd, so that there is a middle value. */
export const MEDIAN_WINDOW = 17;
const MIDDLE = (MEDIAN_WINDOW - 1) / 2;
const LAST = MEDIAN_WINDOW - 1;

/** Puts `entering` for `leaving` into the sorted window at `start` and returns its median. The values between the two move by one place. */
function replace(sorted: Float32Array, start: number, leaving: number, entering: number): number {
  let slot = leaving < sorted[start + MIDDLE] ? start : start + MIDDLE;
  while (slot < start + LAST && sorted[slot] < leaving) slot++;
  while (slot < start + LAST && sorted[slot + 1] < entering) sorted[slot] = sorted[++slot];
  while (slot > start && sorted[slot - 1] > entering) sorted[slot] = sorted[--slot];
  sorted[slot] = entering;
  return sorted[start + MIDDLE];
}

/** The median of `values[i … i + MEDIAN_WINDOW)` into `medians[i]`, for each i. Exact (`test/dsp/running-median.test.ts`). */
export function mediansAlong(values: Float32Array, medians: Float32Array): void {
  if (medians.length === 0) return;
  const sorted = values.slice(0, MEDIAN_WINDOW).sort();
  medians[0] = sorted[MIDDLE];
  for (let i = 1; i < medians.length; i++)
    medians[i] = replace(sorted, 0, values[i - 1], values[i + MEDIAN_WINDOW - 1]);
}

/** The median of the last `MEDIAN_WINDOW` values of each of many series that go on together. Exact (`test/dsp/running-median.test.ts`). */
export class RunningMedians {
  /** One for each series; overwritten by the next `push`. */
  readonly medians: Float32Array;
  readonly #sorted: Float32Array;
  /** The last values of all series, the latest in the place of the oldest. */
  readonly #past: readonly Float32Array[];
  #pushes = 0;

  /** Before its beginning, each series had the value that it begins with. `first` is left alone. */
  constructor(first: Float32Array) {
    this.medians = first.slice();
    this.#past = Array.from({ length: MEDIAN_WINDOW }, () => first.slice());
    this.#sorted = new Float32Array(first.length * MEDIAN_WINDOW);
    for (let i = 0; i < first.length; i++) this.#sorted.fill(first[i], i * MEDIAN_WINDOW, (i + 1) * MEDIAN_WINDOW);
  }

  /** The next value of each series; `values` has as many as there are series. */
  push(values: Float32Array): void {
    const { medians } = this;
    const sorted = this.#sorted;
    const oldest = this.#past[this.#pushes++ % MEDIAN_WINDOW];
    for (let i = 0; i < medians.length; i++) medians[i] = replace(sorted, i * MEDIAN_WINDOW, oldest[i], values[i]);
    oldest.set(values);
  }
}
