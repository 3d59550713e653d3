/** Folders for work that ends with a build. They lie where `gc` collects what a killed build left behind. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { cacheLayout } from './layout.ts';

/** Runs `work` in a new folder, which is gone afterwards. */
export async function inScratchFolder<T>(root: string, work: (folder: string) => Promise<T>): Promise<T> {
  const { temporary } = cacheLayout(root);
  mkdirSync(temporary, { recursive: true });
  const folder = mkdtempSync(join(temporary, 'work-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
