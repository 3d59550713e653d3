/** A cache folder that can be written: the project's own, or, where that one is read-only, a temporary one for this build alone. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheLayout } from '../cache/layout.ts';
import type { EmitEvent } from '../event.ts';

const NOT_WRITABLE: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

export interface UsableCache {
  readonly folder: string;
  readonly release: () => void;
}

/** Tells once when the build goes uncached. Throws what is wrong with the disk otherwise. */
export function usableCache(cacheFolder: string, emit: EmitEvent): UsableCache {
  if (isWritable(cacheFolder)) return { folder: cacheFolder, release: () => {} };
  emit({ event: 'warning', message: `the cache ${cacheFolder} cannot be written: this build is not kept in it` });
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-cache-'));
  return { folder, release: () => rmSync(folder, { recursive: true, force: true }) };
}

function isWritable(cacheFolder: string): boolean {
  const { temporary } = cacheLayout(cacheFolder);
  const probe = join(temporary, `probe.${process.pid}`);
  try {
    mkdirSync(temporary, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
    return true;
  } catch (error) {
    if (NOT_WRITABLE.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
