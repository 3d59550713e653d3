/**
 * Digests of single files outside the library: programs, declared inputs, modules. What is large is remembered by its stamp, as a program of
 * a hundred megabytes is not to be read for every build. Knows nothing of what the files are for.
 */
import { readFileSync, statSync } from 'node:fs';
import { sha256 } from '../../cache/digest.ts';
import { indexName, readIndex, writeIndex } from '../../cache/index-file.ts';
import { isTooYoung, stampOf } from '../../library/file-stamp.ts';
import { guardOf } from './guard.ts';

const REMEMBERED_FROM_BYTES = 4n * 1024n * 1024n;

export interface DigestMemory {
  readonly cacheFolder: string;
  /** False for a look that must leave nothing behind. */
  readonly remember: boolean;
}

interface Remembered {
  readonly stamp: string;
  readonly digest: string;
}

/** SHA-256 in hex of the file at `path`, or null when it is no regular file or cannot be read. */
export function digestOfFile(path: string, memory: DigestMemory): string | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  const stamp = guardOf(path)?.stamp;
  if (!stats?.isFile() || stamp === undefined) return null;
  if (stats.size < REMEMBERED_FROM_BYTES) return readDigest(path);
  const name = indexName('snapshot', path);
  const known = readIndex<Remembered>(memory.cacheFolder, name);
  if (known?.stamp === stamp) return known.digest;
  const digest = readDigest(path);
  if (memory.remember && digest !== null && !isTooYoung(stampOf(stats), Date.now()))
    writeIndex(memory.cacheFolder, name, { stamp, digest });
  return digest;
}

function readDigest(path: string): string | null {
  try {
    return sha256(readFileSync(path));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    return null;
  }
}
