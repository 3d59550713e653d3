/**
 * What a watch of a pipeline keeps an eye on: the folders of the library that a build would enter, and the files of the project that a plan is made of.
 * Never the export or the cache, wherever they lie.
 */
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { ScanOptions } from '../library/scan.ts';
import { isOwn, type Pipeline } from '../pipeline/pipeline.ts';
import { ownCodesOf } from '../run/own/own-codes.ts';

export interface WatchedPlace {
  readonly libraryFolder: string;
  /** As a build scans the library. */
  readonly scan: ScanOptions;
  /** Folders outside of the library whose own files matter, not what is below them. */
  readonly projectFolders: readonly string[];
  /** What own stages are made of. */
  readonly code: readonly string[];
  /** All files of the project that matter, as they are now. */
  readonly projectFiles: () => string[];
}

/** Before the first look. */
export const NOWHERE: WatchedPlace = {
  libraryFolder: '',
  scan: { extensions: [], skipDirs: [], excludePaths: [] },
  projectFolders: [],
  code: [],
  projectFiles: () => [],
};

/** `before` is the place that was watched until now, `NOWHERE` at first. */
export async function watchedPlace(pipeline: Pipeline, before: WatchedPlace): Promise<WatchedPlace> {
  const { projectFolder, libraryFolder, exportFolder, cacheFolder, discover } = pipeline;
  const profiles = join(projectFolder, 'profiles');
  const code = await codeFiles(pipeline, before);
  const codeFolders = [...new Set(code.map((path) => dirname(path)))].filter(isFolder);
  return {
    libraryFolder,
    scan: {
      extensions: discover.extensions,
      skipDirs: discover.skip_dirs,
      excludePaths: [exportFolder, cacheFolder],
    },
    projectFolders: [...new Set([projectFolder, profiles, ...codeFolders])].filter(isFolder),
    code,
    projectFiles: () => [
      join(projectFolder, 'pipeline.yaml'),
      ...namesIn(profiles, /\.yaml$/),
      ...code,
      ...codeFolders.flatMap((folder) => namesIn(folder, /\.([cm]?js|json)$/)),
    ],
  };
}

/**
 * What own stages are made of today, but for programs. Where that cannot be told (a module imports what is not there) it is what they were made of and the
 * modules themselves: what lies beside these is watched too, and may be what is missing.
 */
async function codeFiles(pipeline: Pipeline, before: WatchedPlace): Promise<readonly string[]> {
  const named = pipeline.stages.filter(isOwn).flatMap(({ work, inputs }) => {
    return work.kind === 'module' ? [work.path, ...inputs] : inputs;
  });
  const codes = await ownCodesOf(pipeline, false);
  if (!codes.ok) return [...new Set([...named, ...before.code])];
  const guarded = [...codes.value.values()].flatMap(({ guards, program }) =>
    guards.map(({ path }) => path).filter((path) => path !== program),
  );
  return [...new Set([...named, ...guarded])];
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function namesIn(folder: string, ending: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => ending.test(name))
      .map((name) => join(folder, name));
  } catch {
    return []; // there is none, or not today: then no file of it is there either
  }
}

/** Whether a folder is one whose changes matter. */
export function isEntered(place: WatchedPlace, folder: string): boolean {
  if (place.projectFolders.includes(folder)) return true;
  const { scan } = place;
  const below = relative(place.libraryFolder, folder);
  if (below === '') return true;
  if (below === '..' || below.startsWith(`..${sep}`)) return false;
  if (scan.excludePaths.some((path) => `${folder}${sep}`.startsWith(`${path}${sep}`))) return false;
  const skipped = new Set(scan.skipDirs.map((name) => name.toLowerCase()));
  return !below.split(sep).some((name) => name.startsWith('.') || skipped.has(name.toLowerCase()));
}

/** A folder as the machine names it: its path below the library; null for one outside of it. */
export function folderBelow({ libraryFolder }: WatchedPlace, folder: string): string | null {
  const below = relative(libraryFolder, folder);
  return below === '..' || below.startsWith(`..${sep}`) ? null : below.split(sep).join('/');
}
