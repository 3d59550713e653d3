/**
 * The forms that a kind comes in, each with how many are asked for and how long they are at most: told by the names of the values of its
 * profile section (`count`, or `loop_count` and `flicker_count`). Knows nothing of how anything is made.
 */
import type { Profile } from '../pipeline/profile.ts';
import { PROFILE_SCHEMA } from '../pipeline/profile-schema.ts';
import { KINDS, type Kind } from './kinds.ts';

export interface Form {
  readonly kind: Kind;
  /** In counts of what was made: `pads`, `hiss_loops`. */
  readonly name: string;
  /** The value that says how many are asked for: `count`, `loop_count`. */
  readonly countKey: string;
  /** The value that says how long one is at most, in seconds or ms. */
  readonly lengthKey: string;
  /** How the names of its textures begin: `hiss_loop`; empty where it is the only form of its kind. */
  readonly stem: string;
}

function formOf(kind: Kind, countKey: string, keys: readonly string[]): Form {
  const form = countKey === 'count' ? '' : countKey.slice(0, -'_count'.length);
  const own = form === '' ? '' : `${form}_`;
  const lengths = [`max_${own}duration_seconds`, `${own}duration_seconds`, `max_${own}duration_ms`, `max_${own}ms`];
  const lengthKey = lengths.find((key) => keys.includes(key));
  if (lengthKey === undefined) throw new TypeError(`${kind}.${countKey} needs one of ${lengths.join(', ')} beside it`);
  const stem = form === '' ? '' : `${kind}_${form}`;
  return { kind, name: form === '' ? kind : `${stem}s`, countKey, lengthKey, stem };
}

/** All forms, in the order of the kinds and of their values. */
export const FORMS: readonly Form[] = KINDS.flatMap((kind) => {
  const keys = Object.keys(PROFILE_SCHEMA.properties[kind].properties);
  return keys.filter((key) => /(^|_)count$/.test(key)).map((countKey) => formOf(kind, countKey, keys));
});

export const formsOf = (kind: Kind): readonly Form[] => FORMS.filter((form) => form.kind === kind);

const numberIn = (profile: Profile, kind: Kind, key: string): number =>
  (profile[kind] as Readonly<Record<string, unknown>>)[key] as number;

/** How many textures of a form are asked for, and how long they are together at most. */
export function wanted({ kind, countKey, lengthKey }: Form, profile: Profile): { count: number; seconds: number } {
  const count = numberIn(profile, kind, countKey);
  const length = numberIn(profile, kind, lengthKey);
  return { count, seconds: count * (lengthKey.endsWith('_ms') ? length / 1000 : length) };
}

/** Whether any texture of `kind` is asked for: a kind of which none is has no action. */
export const isWanted = (kind: Kind, profile: Profile): boolean =>
  formsOf(kind).some((form) => wanted(form, profile).count > 0);
