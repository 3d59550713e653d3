/**
 * A named, seeded source of random numbers. Each texture has its own, so adding a track or a texture never changes another.
 * Knows nothing of where the seed comes from.
 */
import { cos, log } from './elementary.ts';

/**
 * xoshiro128** (Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2018), seeded with the first 32 hex
 * digits of a digest. Integer arithmetic only: the same sequence everywhere.
 */
export class Random {
  readonly #state = new Uint32Array(4);

  /** `seedHex`: at least 32 hex digits (a SHA-256 will do). Throws a RangeError otherwise. */
  constructor(seedHex: string) {
    if (!/^[0-9a-f]{32}/i.test(seedHex)) throw new RangeError(`a seed is at least 32 hex digits, got "${seedHex}"`);
    for (let i = 0; i < 4; i++) this.#state[i] = Number.parseInt(seedHex.slice(i * 8, i * 8 + 8), 16);
    if (this.#state.every((word) => word === 0)) this.#state[0] = 1; // the all-zero state is a fixed point
  }

  /** The next 32 random bits as an unsigned integer. */
  bits(): number {
    const s = this.#state;
    const times5 = Math.imul(s[1], 5);
    const result = Math.imul((times5 << 7) | (times5 >>> 25), 9) >>> 0;
    const shifted = s[1] << 9;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = (s[3] << 11) | (s[3] >>> 21);
    return result;
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.bits() / 4294967296;
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * this.uniform();
  }

  /** Uniform integer in [0, count). 0 when count ≤ 1. */
  integer(count: number): number {
    return Math.floor(this.uniform() * count);
  }

  /** Normal with mean 0 and standard deviation 1 (Box and Muller, 1958). */
  normal(): number {
    return Math.sqrt(-2 * log(1 - this.uniform())) * cos(2 * Math.PI * this.uniform());
  }

  /** One of `items`, which must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(items.length)];
  }
}
