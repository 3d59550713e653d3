/**
 * Tells a cache from any other folder: a cache has our `format` file. Nothing is written into or removed from a folder that has not. The number in it is
 * of the version that wrote there last; what another one left is ignored file by file, since each says itself what it is.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { CACHE_FORMAT } from '../plan/fingerprint.ts';
import { cacheLayout } from './layout.ts';
import { readIfPresent } from './read-if-present.ts';

/** A fresh project's cache folder holds its README. */
const MAY_BE_THERE = ['README.md', '.gitignore', '.gitkeep'];

const MARK = `${CACHE_FORMAT}\n`;

/** `fresh`: not there, or empty but for its README. `foreign`: somebody's folder, or something that is no folder. */
export function cacheKind(root: string): 'fresh' | 'ours' | 'foreign' {
  try {
    const names = readdirSync(root);
    if (names.includes('format')) return 'ours';
    return names.every((name) => MAY_BE_THERE.includes(name)) ? 'fresh' : 'foreign';
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'fresh';
    if (code === 'ENOTDIR') return 'foreign';
    throw error;
  }
}

const markOf = (root: string): string => readIfPresent(cacheLayout(root).formatFile)?.toString('utf8') ?? '';

/** The number of another format that a cache was last written in; null for one of ours, and for one whose first build was killed over its mark. */
export function otherFormat(root: string): number | null {
  const mark = markOf(root);
  return mark === MARK || !/^\d+\n$/.test(mark) ? null : Number(mark);
}

/**
 * Makes `root` a cache of this format. This is the first thing ever written there: whoever looks meanwhile, and whoever comes after a kill, finds the
 * folder empty or marked.
 */
export function markCache(root: string): void {
  mkdirSync(root, { recursive: true });
  if (cacheKind(root) !== 'foreign' && markOf(root) !== MARK) writeFileSync(cacheLayout(root).formatFile, MARK);
}
