/**
 * Where grains are read: the segments of a texture as one long stretch, with a memory of what was used, so that grains are not
 * recycled. Knows nothing of grains' shapes.
 */
import type { Random } from '../dsp/random.ts';
import type { Channels } from './texture.ts';

/** A place to read from: frame `frame` of segment `segment`. */
export interface PoolPlace {
  readonly segment: number;
  readonly frame: number;
}

const TRIES = 24;
const SPREAD_RATIO = 0.12;

/** Several segments, walked from the first to the last and round again. */
export class SourcePool {
  readonly #segments: readonly Channels[];
  readonly #used: number[][];
  readonly #frames: number;
  readonly #accepts: (place: PoolPlace, frames: number) => boolean;
  readonly #worth: (place: PoolPlace, frames: number) => number;

  /** `accepts` tells whether a grain of so many frames may start at a place (its level, say), `worth` how good it is there, 0 to 1. */
  constructor(
    segments: readonly Channels[],
    accepts: (place: PoolPlace, frames: number) => boolean,
    worth: (place: PoolPlace, frames: number) => number = () => 1,
  ) {
    this.#segments = segments;
    this.#used = segments.map(() => []);
    this.#frames = segments.reduce((sum, segment) => sum + segment[0].length, 0);
    this.#accepts = accepts;
    this.#worth = worth;
  }

  /**
   * A place for a grain that reads `frames`, near `position` (0 to 1 of the whole, circular): of 24 tries around it, wider and wider, the
   * first accepted one of full worth that starts at least `frames` from every earlier start, else the accepted one that comes closest to both.
   * Null when no try was accepted.
   */
  place(position: number, frames: number, random: Random): PoolPlace | null {
    let best: PoolPlace | null = null;
    let most = -1;
    for (let i = 0; i < TRIES; i++) {
      const spread = SPREAD_RATIO + (0.5 - SPREAD_RATIO) * (i / TRIES);
      const place = this.#at(position + random.between(-spread, spread), frames);
      if (!place || !this.#accepts(place, frames)) continue;
      const freshness = Math.min(1, this.#distanceToUsed(place) / frames);
      const worth = this.#worth(place, frames);
      if (freshness + worth > most) {
        most = freshness + worth;
        best = place;
      }
      if (most === 2) break;
    }
    if (best) this.#used[best.segment].push(best.frame);
    return best;
  }

  /** The place at `position` of the whole; null when the segment there is too short for the grain. */
  #at(position: number, frames: number): PoolPlace | null {
    let at = (position - Math.floor(position)) * this.#frames;
    for (let segment = 0; segment < this.#segments.length; segment++) {
      const { length } = this.#segments[segment][0];
      if (at < length)
        return length >= frames ? { segment, frame: Math.floor((at / length) * (length - frames)) } : null;
      at -= length;
    }
    return null;
  }

  #distanceToUsed(place: PoolPlace): number {
    let nearest = Infinity;
    const used = this.#used[place.segment];
    for (let i = 0; i < used.length; i++) nearest = Math.min(nearest, Math.abs(used[i] - place.frame));
    return nearest;
  }
}

const BLOCK_FRAMES = 256;

/** Levels of any stretch of a set of segments, in constant time. */
export class SegmentLevels {
  readonly #sums: readonly Float64Array[];

  constructor(segments: readonly Channels[]) {
    this.#sums = segments.map(runningEnergy);
  }

  /** RMS of about `frames` frames from a place, over all planes. */
  rms(place: PoolPlace, frames: number): number {
    const sums = this.#sums[place.segment];
    const first = Math.min(sums.length - 2, Math.floor(place.frame / BLOCK_FRAMES));
    const last = Math.min(sums.length - 1, Math.max(first + 1, Math.round((place.frame + frames) / BLOCK_FRAMES)));
    return Math.sqrt((sums[last] - sums[first]) / ((last - first) * BLOCK_FRAMES));
  }

  /** RMS of the quietest third of the `frames` frames from a place: a hit and its silence have little. */
  evenRms(place: PoolPlace, frames: number): number {
    const third = Math.floor(frames / 3);
    let least = Infinity;
    const { segment } = place;
    for (let i = 0; i < 3; i++) least = Math.min(least, this.rms({ segment, frame: place.frame + i * third }, third));
    return least;
  }

  /** RMS over everything. */
  overall(): number {
    let energy = 0;
    let frames = 0;
    for (const sums of this.#sums) {
      energy += sums[sums.length - 1];
      frames += (sums.length - 1) * BLOCK_FRAMES;
    }
    return Math.sqrt(energy / Math.max(1, frames));
  }
}

/** Mean-over-planes energy before each block, and after the last. */
function runningEnergy(channels: Channels): Float64Array {
  const blocks = Math.max(1, Math.ceil(channels[0].length / BLOCK_FRAMES));
  const sums = new Float64Array(blocks + 1);
  for (const plane of channels) addBlockEnergies(plane, sums);
  for (let i = 0; i < blocks; i++) sums[i + 1] = sums[i] + sums[i + 1] / channels.length;
  return sums;
}

/** Adds the energy of each block to the number after its own; four blocks at a time, as each sum waits for its last addition. */
function addBlockEnergies(plane: Float32Array, sums: Float64Array): void {
  const together = Math.floor(plane.length / (4 * BLOCK_FRAMES)) * 4;
  for (let block = 0; block < together; block += 4) {
    let [a, b, c, d] = [sums[block + 1], sums[block + 2], sums[block + 3], sums[block + 4]];
    const end = (block + 1) * BLOCK_FRAMES;
    for (let n = block * BLOCK_FRAMES; n < end; n++) {
      a += plane[n] * plane[n];
      b += plane[n + BLOCK_FRAMES] * plane[n + BLOCK_FRAMES];
      c += plane[n + 2 * BLOCK_FRAMES] * plane[n + 2 * BLOCK_FRAMES];
      d += plane[n + 3 * BLOCK_FRAMES] * plane[n + 3 * BLOCK_FRAMES];
    }
    [sums[block + 1], sums[block + 2], sums[block + 3], sums[block + 4]] = [a, b, c, d];
  }
  for (let n = together * BLOCK_FRAMES; n < plane.length; n++)
    sums[Math.floor(n / BLOCK_FRAMES) + 1] += plane[n] * plane[n];
}
