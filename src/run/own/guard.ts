/** A file that must stay as it is while a stage runs: what was made meanwhile is made of something else than its key says. */
import { statSync } from 'node:fs';
import { stampOf } from '../../library/file-stamp.ts';

export interface Guard {
  readonly path: string;
  readonly stamp: string;
}

/** Taken before the file is read. Null when it is not there. */
export function guardOf(path: string): Guard | null {
  const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stats) return null;
  const { sizeBytes, mtimeNs, ctimeNs, inode } = stampOf(stats);
  return { path, stamp: [sizeBytes, mtimeNs, ctimeNs, inode].join(' ') };
}

/** The first file that is no longer what it was, or null. */
export const changedGuard = (guards: readonly Guard[]): Guard | null =>
  guards.find(({ path, stamp }) => guardOf(path)?.stamp !== stamp) ?? null;
