/** Whether anything can be kept in a cache folder: found out by trying, since permissions and mounts have more rules than could be asked for. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheLayout } from './layout.ts';
import { markCache } from './marker.ts';

const NOT_WRITABLE: readonly string[] = ['EROFS', 'EACCES', 'EPERM'];

/** Makes `root` a cache if it can. Throws what is wrong with the disk where it is not merely read-only. */
export function openForWriting(root: string): boolean {
  const { temporary } = cacheLayout(root);
  const probe = join(temporary, `probe.${process.pid}`);
  try {
    markCache(root);
    mkdirSync(temporary, { recursive: true });
    writeFileSync(probe, '');
    rmSync(probe);
    return true;
  } catch (error) {
    if (NOT_WRITABLE.includes((error as NodeJS.ErrnoException).code ?? '')) return false;
    throw error;
  }
}
