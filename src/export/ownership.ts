/**
 * Which files of an export tree are ours. The ledger knows; where it is lost (a cleared cache), the tree's own manifest still names each texture with
 * its digest. A file that neither knows is somebody's, and is never written over. Effects: reads the tree.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readIfPresent } from '../cache/store.ts';
import type { LedgerFile } from '../plan/ledger.ts';

export const fileDigest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

export interface Ownership {
  /** Whether the existing file at `path` (below the tree) is one we wrote, so that it may be replaced. */
  readonly isOurs: (path: string) => boolean;
}

const NO_MANIFEST = { textures: [] as { path?: unknown; sha256?: unknown }[], version: 0 };

function readManifest(treeFolder: string): typeof NO_MANIFEST {
  const text = readIfPresent(join(treeFolder, 'manifest.json'));
  if (text === null) return NO_MANIFEST;
  try {
    const manifest = JSON.parse(text.toString('utf8')) as Partial<typeof NO_MANIFEST> | null;
    return manifest?.version === 1 && Array.isArray(manifest.textures) ? { ...NO_MANIFEST, ...manifest } : NO_MANIFEST;
  } catch (error) {
    if (error instanceof SyntaxError) return NO_MANIFEST; // somebody's file of the same name
    throw error;
  }
}

export function ownership(treeFolder: string, files: Readonly<Record<string, LedgerFile>>): Ownership {
  const known = new Set(Object.keys(files));
  let fromManifest: Map<string, unknown> | null = null;
  const manifestDigests = (): Map<string, unknown> => {
    fromManifest ??= new Map(readManifest(treeFolder).textures.map(({ path, sha256 }) => [String(path), sha256]));
    return fromManifest;
  };
  const isOurs = (path: string): boolean => {
    if (known.has(path)) return true;
    const digest = manifestDigests().get(path);
    if (digest !== undefined) return digest === fileDigest(join(treeFolder, path));
    return !path.includes('/') && readManifest(treeFolder).version === 1;
  };
  return { isOurs };
}
