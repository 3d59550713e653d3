/** Tells a cache from any other folder: a cache has our `format` file. Nothing is written into or removed from a folder that has not. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { CACHE_FORMAT } from '../plan/fingerprint.ts';
import { cacheLayout } from './layout.ts';

/** A fresh project's cache folder holds its README. */
const MAY_BE_THERE = ['README.md', '.gitignore', '.gitkeep'];

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

/**
 * Makes `root` a cache. This is the first thing ever written there: whoever looks meanwhile, and whoever comes after a kill, finds the
 * folder empty or marked.
 */
export function markCache(root: string): void {
  mkdirSync(root, { recursive: true });
  if (cacheKind(root) === 'fresh') writeFileSync(cacheLayout(root).formatFile, `${CACHE_FORMAT}\n`);
}
