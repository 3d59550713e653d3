/** Lists what lies in the sharded folders of the cache. Knows nothing of what refers to it. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface StoredFile {
  /** Digest or key. */
  readonly name: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** When it was written. */
  readonly mtimeMs: number;
}

const list = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
};

export function* storedFiles(folder: string): Generator<StoredFile> {
  for (const shard of list(folder)) {
    for (const rest of list(join(folder, shard))) {
      const path = join(folder, shard, rest);
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat?.isFile()) yield { name: shard + rest, path, sizeBytes: stat.size, mtimeMs: stat.mtimeMs };
    }
  }
}

export const filesIn = (folder: string): string[] => list(folder).map((name) => join(folder, name));
