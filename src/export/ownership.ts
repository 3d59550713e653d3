/**
 * Which files of an export tree are ours. The ledger knows; where it is lost (a cleared cache), the tree's own manifest still names each texture with
 * its digest. A file that neither knows is somebody's, and is never written over. Effects: reads the tree.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerFile } from '../plan/ledger.ts';
import { filesInManifest } from './manifest-file.ts';

export const fileDigest = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

export interface Ownership {
  /** Whether the existing file at `path` (below the tree) is one we wrote, so that it may be replaced. */
  readonly isOurs: (path: string) => boolean;
}

export function ownership(treeFolder: string, files: Readonly<Record<string, LedgerFile>>): Ownership {
  const known = new Set(Object.keys(files));
  const manifest = filesInManifest(treeFolder);
  const digests = new Map((manifest ?? []).map(({ path, sha256 }) => [path, sha256]));
  const isOurs = (path: string): boolean => {
    if (known.has(path)) return true;
    const digest = digests.get(path);
    if (digest !== undefined) return digest === fileDigest(join(treeFolder, path));
    return !path.includes('/') && manifest !== null;
  };
  return { isOurs };
}
