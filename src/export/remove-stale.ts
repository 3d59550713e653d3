/**
 * Removes what an earlier build wrote and this one no longer wants. A file that was changed since we wrote it is somebody's work by now and stays, with
 * a warning; folders go when they are empty. Effects only.
 */
import { readdirSync, rmdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LedgerFile } from '../plan/ledger.ts';
import { leadsInside } from './inside.ts';
import { fileDigest } from './ownership.ts';
import { stampOf } from './stamp.ts';

export interface Removal {
  readonly removed: readonly string[];
  /** Changed by somebody since: left where they are. */
  readonly kept: readonly string[];
}

export function removeStale(
  treeFolder: string,
  before: Readonly<Record<string, LedgerFile>>,
  wanted: ReadonlySet<string>,
): Removal {
  const removed: string[] = [];
  const kept: string[] = [];
  for (const [path, entry] of Object.entries(before)) {
    if (wanted.has(path)) continue;
    const fate = fateOf(treeFolder, path, entry);
    if (fate === 'changed') kept.push(path);
    if (fate !== 'ours') continue;
    rmSync(join(treeFolder, path));
    removed.push(path);
  }
  removeEmptyFolders(treeFolder, removed);
  return { removed, kept };
}

function fateOf(treeFolder: string, path: string, entry: LedgerFile): 'ours' | 'gone' | 'changed' {
  const absolute = join(treeFolder, path);
  const stamp = stampOf(absolute);
  if (stamp === null) return 'gone';
  if (!stamp.isFile || !leadsInside(treeFolder, path)) return 'changed';
  if (entry.sizeBytes < 0) return 'ours'; // claimed by a build that was killed before it could tell the size
  if (stamp.sizeBytes === entry.sizeBytes && stamp.mtimeNs === entry.mtimeNs) return 'ours';
  return stamp.sizeBytes === entry.sizeBytes && fileDigest(absolute) === entry.fileDigest ? 'ours' : 'changed';
}

/** Up from each removed file, as long as nothing is left in a folder; the tree folder itself stays. */
function removeEmptyFolders(treeFolder: string, removed: readonly string[]): void {
  for (const path of removed) {
    for (let folder = dirname(path); folder !== '.'; folder = dirname(folder)) {
      const absolute = join(treeFolder, folder);
      if (stampOf(absolute) === null) continue;
      if (readdirSync(absolute).length > 0) break;
      rmdirSync(absolute);
    }
  }
}

/** The mtimes of all folders that hold our files, as we leave them; `known` are those of folders that nothing was done to. */
export function folderStamps(
  treeFolder: string,
  paths: Iterable<string>,
  known: (folder: string) => string | undefined,
): Record<string, string> {
  const stamps: Record<string, string> = {};
  for (const path of paths) {
    const folder = dirname(path);
    stamps[folder] ??= known(folder) ?? stampOf(join(treeFolder, folder))?.mtimeNs ?? '';
  }
  return stamps;
}
