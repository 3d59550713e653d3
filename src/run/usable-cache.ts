/** A cache folder that can be written: the project's own, or, where that one is read-only, a temporary one for this build alone. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openForWriting } from '../cache/writable.ts';
import type { EmitEvent } from '../event.ts';

export interface UsableCache {
  readonly folder: string;
  readonly release: () => void;
}

/** Tells once when the build goes uncached. */
export function usableCache(cacheFolder: string, emit: EmitEvent): UsableCache {
  if (openForWriting(cacheFolder)) return { folder: cacheFolder, release: () => {} };
  emit({ event: 'warning', message: `the cache ${cacheFolder} cannot be written: this build is not kept in it` });
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-cache-'));
  return { folder, release: () => rmSync(folder, { recursive: true, force: true }) };
}
