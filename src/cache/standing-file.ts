/** Keeps the bytes of standing records beside the index, named by what was asked. The oldest go when there are many. Knows nothing of what is in them. */
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { writeFileAtomically } from './atomic-file.ts';
import { cacheLayout } from './layout.ts';
import { readIfPresent } from './read-if-present.ts';
import { filesIn } from './walk.ts';

/** Somebody goes to and fro between a few sets of options. */
const KEPT_RECORDS = 8;

const PREFIX = 'standing-';
const pathOf = (cacheFolder: string, request: string): string =>
  join(cacheLayout(cacheFolder).index, `${PREFIX}${request.slice(0, 16)}`);

const pathsIn = (cacheFolder: string): string[] => {
  const { index } = cacheLayout(cacheFolder);
  return filesIn(index).filter((path) => path.startsWith(join(index, PREFIX)));
};

export const readStandingFile = (cacheFolder: string, request: string): Uint8Array | null =>
  readIfPresent(pathOf(cacheFolder, request));

export function writeStandingFile(cacheFolder: string, request: string, bytes: Uint8Array): void {
  writeFileAtomically(pathOf(cacheFolder, request), bytes, cacheLayout(cacheFolder).temporary);
  const byAge = pathsIn(cacheFolder)
    .map((path) => ({ path, mtimeMs: statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0 }))
    .sort((a, b) => b.mtimeMs - a.mtimeMs);
  for (const { path } of byAge.slice(KEPT_RECORDS)) rmSync(path, { force: true });
}

/** For whoever takes damage out of the cache: what stood on it stands no more. */
export function forgetStanding(cacheFolder: string): void {
  for (const path of pathsIn(cacheFolder)) rmSync(path, { force: true });
}

/** Folders below the cache, named from there, that change whenever a result or an object is added or taken away. */
export function contentFolders(cacheFolder: string): string[] {
  const { actions, objects } = cacheLayout(cacheFolder);
  return [actions, objects]
    .flatMap((folder) => [folder, ...filesIn(folder)])
    .map((path) => path.slice(cacheFolder.length + 1));
}
