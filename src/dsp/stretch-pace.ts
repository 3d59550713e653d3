/**
 * How fast a stretched signal is read: at its own speed around each hit, so that the hit keeps its shape, and as much slower between them
 * as makes up for it. Knows nothing of spectra.
 *
 * Source: A. Röbel, "A new approach to transient processing in the phase vocoder", DAFx (2003), for leaving transients unstretched.
 */

/** A moment that keeps its speed: source frame `source` sounds at frame `output`, and so do `reach` frames on either side. */
interface Anchor {
  readonly source: number;
  readonly output: number;
  readonly reach: number;
}

/** Between two hits the reading may be this much slower or faster than asked for; a hit that would need more is not spared. */
const MOST_UNEVENNESS = 2;

/** Source frames read for each output frame between two anchors; Infinity where they touch. */
function speedBetween(a: Anchor, b: Anchor): number {
  const output = b.output - b.reach - (a.output + a.reach);
  const source = b.source - b.reach - (a.source + a.reach);
  return output > 0 ? source / output : Infinity;
}

/**
 * The reading position of a signal of `frames` made `ratio` times as long, with the moments `onsetFrames` (ascending) at their own speed for
 * `reachFrames` before and after. Onset t sounds at t · ratio. Onsets too near another, the beginning or the end to be made up for are
 * stretched like everything else; without any, the position is output ÷ ratio throughout.
 */
export class StretchPace {
  readonly #anchors: readonly Anchor[];

  constructor(frames: number, ratio: number, onsetFrames: readonly number[], reachFrames: number) {
    const end = { source: frames, output: frames * ratio, reach: 0 };
    const isEven = (a: Anchor, b: Anchor): boolean => {
      const speed = speedBetween(a, b) * ratio;
      return speed <= MOST_UNEVENNESS && speed >= 1 / MOST_UNEVENNESS;
    };
    const anchors: Anchor[] = [{ source: 0, output: 0, reach: 0 }];
    for (const onset of onsetFrames) {
      const source = Math.round(onset);
      const anchor = { source, output: source * ratio, reach: reachFrames };
      if (isEven(anchors[anchors.length - 1], anchor) && isEven(anchor, end)) anchors.push(anchor);
    }
    this.#anchors = [...anchors, end];
  }

  /** Index of the hit that output frame `at` belongs to, or −1. */
  hitAt(at: number): number {
    return this.#anchors.findIndex(({ output, reach }) => reach > 0 && Math.abs(at - output) <= reach);
  }

  /** Source frame of hit `index`, a whole number. */
  hitFrame(index: number): number {
    return this.#anchors[index].source;
  }

  /** Source frame that sounds at output frame `at`; beyond the end it goes on at the pace of the last stretch. */
  sourceAt(at: number): number {
    const hit = this.hitAt(at);
    if (hit >= 0) return this.#anchors[hit].source + at - this.#anchors[hit].output;
    const next = this.#anchors.findIndex(({ output }) => output > at);
    const last = this.#anchors.length - 1;
    const b = Math.max(1, next < 0 ? last : next);
    const before = this.#anchors[b - 1];
    const from = before.output + before.reach;
    return before.source + before.reach + (at - from) * speedBetween(before, this.#anchors[b]);
  }
}
