/**
 * Small remembered facts that only save time or tell what was built last: the stat memo of a library and the ledger of an export.
 * A damaged or foreign file reads as absent. Knows nothing of their content.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { sha256 } from './digest.ts';
import { cacheLayout } from './layout.ts';
import { readIfPresent } from './read-if-present.ts';
import { seal, type Unsealed, unseal } from './sealed-text.ts';

export const indexPath = (root: string, name: string): string => join(cacheLayout(root).index, `${name}.json`);

/** Names tell what they belong to by a digest of an absolute path, which never enters a key or an artifact. */
export const indexName = (what: 'snapshot' | 'export' | 'parts' | 'catalog', absolutePath: string): string =>
  `${what}-${sha256(absolutePath).slice(0, 16)}`;

export function readIndex<T>(root: string, name: string): T | null {
  const unsealed = unsealIndex(root, name);
  return unsealed?.state === 'whole' ? (unsealed.content as { readonly value: T }).value : null;
}

/** Whether there is a file that is not as it was written. */
export const isDamagedIndex = (root: string, name: string): boolean => unsealIndex(root, name)?.state === 'damaged';

function unsealIndex(root: string, name: string): Unsealed | null {
  const bytes = readIfPresent(indexPath(root, name));
  if (bytes === null) return null;
  const unsealed = unseal(bytes.toString('utf8'));
  // Whole, and yet another file of the cache that came here.
  const isOther = unsealed.state === 'whole' && (unsealed.content as { readonly index?: unknown }).index !== name;
  return isOther ? { state: 'damaged' } : unsealed;
}

export const writeIndex = (root: string, name: string, value: unknown): void =>
  writeFileAtomically(indexPath(root, name), seal({ index: name, value }), cacheLayout(root).temporary);

/** Names of all index files that start with `what`. */
export function listIndexes(root: string, what: 'snapshot' | 'export'): string[] {
  try {
    return readdirSync(cacheLayout(root).index)
      .filter((name) => name.startsWith(`${what}-`) && name.endsWith('.json'))
      .map((name) => name.slice(0, -5));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
