/** A cache folder that can be written: the project's own, or, where that one is read-only, a temporary one for this build alone. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexName } from '../cache/index-file.ts';
import { openForWriting } from '../cache/writable.ts';
import type { EmitEvent } from '../event.ts';

export interface UsableCache {
  readonly folder: string;
  readonly release: () => void;
}

/** Tells once when the build goes uncached. The caller holds the lock of the export, so that what has its name was left by a killed build. */
export function usableCache(cacheFolder: string, exportFolder: string, emit: EmitEvent): UsableCache {
  if (openForWriting(cacheFolder)) return { folder: cacheFolder, release: () => {} };
  emit({ event: 'warning', message: `the cache ${cacheFolder} cannot be written: this build is not kept in it` });
  const prefix = `grainmill-cache-${indexName('export', exportFolder)}-`;
  for (const left of readdirSync(tmpdir()).filter((name) => name.startsWith(prefix))) remove(join(tmpdir(), left));
  const folder = mkdtempSync(join(tmpdir(), prefix));
  return { folder, release: () => remove(folder) };
}

const remove = (folder: string): void => rmSync(folder, { recursive: true, force: true });
