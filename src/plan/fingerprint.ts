/**
 * A fingerprint: the readable list of everything an action depends on, and its two writers: one hashes it to the action key, the
 * other explains what changed. There is no second list, so an explanation cannot drift from the key.
 */
import { createHash } from 'node:crypto';

/** Part of every action key: another layout of the cache or another encoding of results is another number. */
export const CACHE_FORMAT = 1;

/** One thing an action reads, as name and value. Names are unique within a fingerprint. */
export type FingerprintLine = readonly [name: string, value: string];
export type Fingerprint = readonly FingerprintLine[];

/** SHA-256 in hex of the list. Order counts; JSON quoting keeps names and values apart. */
export function actionKey(fingerprint: Fingerprint): string {
  return createHash('sha256').update(JSON.stringify(fingerprint)).digest('hex');
}

/**
 * Keys of fingerprints that are all of `shared` and one line more: `keysAfter(shared)(line)` is `actionKey([...shared, line])`, for a third of the time,
 * which tells with a hundred thousand actions. `shared` is not empty.
 */
export function keysAfter(shared: Fingerprint): (line: FingerprintLine) => string {
  const opening = createHash('sha256').update(`${JSON.stringify(shared).slice(0, -1)},`);
  return (line) =>
    opening
      .copy()
      .update(`${JSON.stringify(line)}]`)
      .digest('hex');
}

/** What differs, in words: `clouds.overlap_ratio 0.7 → 0.6`. Empty when the two are equal. */
export function explainChange(before: Fingerprint, after: Fingerprint): string[] {
  const old = new Map(before);
  const changes = after
    .filter(([name, value]) => old.get(name) !== value)
    .map(([name, value]) => wordChange(name, old.get(name), value));
  const names = new Set(after.map(([name]) => name));
  const gone = before
    .filter(([name]) => !names.has(name))
    .map(([name, value]) => `${name} ${shorten(value)} → (no longer read)`);
  const told = [...changes, ...gone];
  const isOnlyReordered = told.length === 0 && actionKey(before) !== actionKey(after);
  return isOnlyReordered ? ['the same is read in another order'] : told;
}

function wordChange(name: string, before: string | undefined, after: string): string {
  const edited = name === 'source audio' && before !== undefined ? ' (edited)' : '';
  return before === undefined
    ? `${name} ${shorten(after)} (newly read)`
    : `${name} ${shorten(before)} → ${shorten(after)}${edited}`;
}

/** Digests are told by their first characters. */
const shorten = (value: string): string => (/^[0-9a-f]{64}$/.test(value) ? `${value.slice(0, 4)}…` : value);
