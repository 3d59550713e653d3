/**
 * What the short and the long suite share: a fault is a list of cases, each of which hurts a build in one way and then asks that it recovers. Knows
 * nothing of how any of them does that.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Random } from '../../src/dsp/random.ts';

/** How much of everything there is to be tried. */
export interface Effort {
  readonly seed: number;
  readonly kills: number;
  /** Of each sweep, this many cases, evenly apart; Infinity: all. */
  readonly points: number;
  readonly powerCuts: number;
  /** Of bit-rot, racing edits and builds side by side. */
  readonly rounds: number;
  /** Of whatever can happen, one thing after another. */
  readonly sequences: number;
}

export interface Case {
  /** Tells it from every other case of the fault, on every machine. */
  readonly name: string;
  /** False when the fault did not come to pass, so that nothing was tried. Throws when the build did not recover. */
  readonly run: () => Promise<boolean>;
}

export interface Fault {
  readonly name: string;
  /** What has to be there and is not, or null. */
  readonly missing: () => string | null;
  /** In `folder`, which the caller removes. */
  readonly cases: (folder: string, effort: Effort) => Promise<readonly Case[]>;
}

/** The same numbers for the same seed and name, whatever ran before. */
export const randomOf = (seed: number, name: string): Random =>
  new Random(createHash('sha256').update(`${seed} ${name}`).digest('hex'));

/** At most `most` of `all`, evenly apart, beginning somewhere in the first stride. */
export function strided<T>(all: readonly T[], most: number, random: Random): readonly T[] {
  if (all.length <= most) return all;
  const first = random.uniform();
  return Array.from({ length: most }, (_, index) => all[Math.floor(((index + first) * all.length) / most)]);
}

const isThere = (program: string, ...args: readonly string[]): boolean => spawnSync(program, args).status === 0;

export const needsStrace = (): string | null => (isThere('strace', '-V') ? null : 'needs strace');

export const needsLinux = (): string | null => (process.platform === 'linux' ? null : 'needs Linux');
