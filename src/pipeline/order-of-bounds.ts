/**
 * Finds a lower bound that lies above its upper one, and the place to blame. Knows nothing of where recipes come from or how they are
 * merged.
 */
import type { Failure } from '../failure.ts';
import type { Values } from './merge.ts';
import type { Profile } from './profile.ts';
import type { Complain } from './validate.ts';

/** One of the recipes that are laid on each other, with how to complain about a place in it. */
export interface Layer {
  readonly values: Values;
  readonly complain: Complain;
}

/** How the names of two values begin that must be in order, whatever file each came from. */
const ORDERED = [
  ['min_', 'max_'],
  ['low_', 'high_'],
  ['highpass_', 'lowpass_'],
] as const;

/** The first pair of `profile` that is not in order, told at the bound that was set last; `layers` are what it was made of, lowest first. */
export function orderProblem(profile: Profile, layers: readonly Layer[]): Failure | null {
  for (const [section, values] of Object.entries<Readonly<Record<string, unknown>>>(profile)) {
    for (const low of Object.keys(values)) {
      const high = upperOf(low);
      if (high === null || !(Number(values[low]) > Number(values[high]))) continue;
      const message = `${section}.${low} (${values[low]}) is above ${section}.${high} (${values[high]})`;
      return complaintAt(section, [low, high], layers, message);
    }
  }
  return null;
}

/** The name of the upper bound that goes with a lower one; null for any other name. */
function upperOf(name: string): string | null {
  const pair = ORDERED.find(([start]) => name.startsWith(start));
  return pair ? pair[1] + name.slice(pair[0].length) : null;
}

/** `message` at whichever of `keys` the highest layer sets that sets any. */
function complaintAt(
  section: string,
  keys: readonly string[],
  layers: readonly Layer[],
  message: string,
): Failure | null {
  for (const { values, complain } of layers.toReversed()) {
    const key = keys.find((name) => Object.hasOwn(Object(values[section]), name));
    if (key !== undefined) return complain([section, key], 'value', message);
  }
  return null;
}
