/**
 * Keeps bytes that only save time beside the index, for one program and purpose at a time: what was damaged, or written for another, reads as absent.
 * Knows nothing of what is in them.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { cacheLayout } from './layout.ts';
import { readIfPresent } from './read-if-present.ts';

const SEAL_BYTES = 32;

/** Of another shape than the names of index files, which end in `.json`. */
export const memoPath = (root: string, name: string): string => join(cacheLayout(root).index, name);

const sealOf = (basis: string, bytes: Uint8Array): Buffer =>
  createHash('sha256').update(JSON.stringify(basis)).update(bytes).digest();

/** `basis` is what the bytes hold for; null where there are none for it. */
export function readMemo(root: string, name: string, basis: string): Uint8Array | null {
  const file = readIfPresent(memoPath(root, name));
  if (file === null || file.length < SEAL_BYTES) return null;
  const bytes = file.subarray(SEAL_BYTES);
  return sealOf(basis, bytes).compare(file, 0, SEAL_BYTES) === 0 ? bytes : null;
}

export const writeMemo = (root: string, name: string, basis: string, bytes: Uint8Array): void =>
  writeFileAtomically(memoPath(root, name), Buffer.concat([sealOf(basis, bytes), bytes]), cacheLayout(root).temporary);
