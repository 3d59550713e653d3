/**
 * Small remembered facts that only save time or tell what was built last: the stat memo of a library and the ledger of an export.
 * A damaged or foreign file reads as absent. Knows nothing of their content.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { CACHE_FORMAT, cacheLayout } from './layout.ts';
import { readIfPresent, sha256 } from './store.ts';

const indexPath = (root: string, name: string): string => join(cacheLayout(root).index, `${name}.json`);

/** Names tell what they belong to by a digest of an absolute path, which never enters a key or an artifact. */
export const indexName = (what: 'snapshot' | 'export', absolutePath: string): string =>
  `${what}-${sha256(absolutePath).slice(0, 16)}`;

export function readIndex<T>(root: string, name: string): T | null {
  const text = readIfPresent(indexPath(root, name))?.toString('utf8');
  if (text === undefined) return null;
  const [digest, body = ''] = text.split('\n');
  if (sha256(body) !== digest) return null;
  const { format, value } = JSON.parse(body) as { format: number; value: T };
  return format === CACHE_FORMAT ? value : null;
}

export function writeIndex(root: string, name: string, value: unknown): void {
  const body = JSON.stringify({ format: CACHE_FORMAT, value });
  writeFileAtomically(indexPath(root, name), `${sha256(body)}\n${body}\n`, cacheLayout(root).temporary);
}

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
