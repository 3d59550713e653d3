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

/** The manifest of a large tree takes a second to read: it is asked for the first file that the ledger does not know. */
export function ownership(treeFolder: string, files: Readonly<Record<string, LedgerFile>>): Ownership {
  let manifest: ReadonlyMap<string, string> | null | undefined;
  const isOurs = (path: string): boolean => {
    if (Object.hasOwn(files, path)) return true;
    if (manifest === undefined) manifest = digestsInManifest(treeFolder);
    const digest = manifest?.get(path);
    if (digest !== undefined) return digest === fileDigest(join(treeFolder, path));
    return !path.includes('/') && manifest !== null;
  };
  return { isOurs };
}

/** By path; null where there is no manifest of ours. */
function digestsInManifest(treeFolder: string): ReadonlyMap<string, string> | null {
  const listed = filesInManifest(treeFolder);
  return listed && new Map(listed.map(({ path, sha256 }) => [path, sha256]));
}
