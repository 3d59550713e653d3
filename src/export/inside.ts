/** Whether a path of the tree leads into the tree: a link planted there must not take our writes or removals elsewhere. Effects: looks at folders. */
import { realpathSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { stampOf } from './stamp.ts';

/** True where the folder of `path` lies in the tree or can be made in it; false where a link or somebody's file is in the way. */
export function leadsInside(treeFolder: string, path: string): boolean {
  const parent = nearestPresent(treeFolder, dirname(path));
  const root = realOrNull(treeFolder);
  const real = realOrNull(parent);
  if (root === null || real === null || (real !== root && !real.startsWith(root + sep))) return false;
  return stampOf(real)?.isFolder ?? false;
}

function nearestPresent(treeFolder: string, folder: string): string {
  const absolute = join(treeFolder, folder);
  return folder === '.' || stampOf(absolute) !== null ? absolute : nearestPresent(treeFolder, dirname(folder));
}

/** Null for a link to nowhere or back to itself. */
function realOrNull(path: string): string | null {
  try {
    return realpathSync(path);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return null;
    throw error;
  }
}
