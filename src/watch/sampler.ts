/**
 * Looks at the disk for a watch: which files of the library and the project differ from what they were when the last build began. Stats only, but for
 * the ends of audio files that are new. Knows nothing of when to look.
 */
import { statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isCutShort } from '../library/cut-short.ts';
import { stampOf } from '../library/file-stamp.ts';
import { type FoundFile, scanLibrary } from '../library/scan.ts';
import type { Dirty } from './machine.ts';
import type { ChangedFile, Sample } from './settling.ts';
import type { WatchedPlace } from './watched-place.ts';

interface Seen {
  readonly stamp: string;
  readonly sizeBytes: number;
  readonly absolutePath: string | Buffer;
}

type SeenFiles = Map<string, Seen>;

export class Sampler {
  readonly place: WatchedPlace;
  #now: SeenFiles = new Map();
  #lastBuild: SeenFiles = new Map();
  #project: SeenFiles = new Map();
  #projectLastBuild: SeenFiles = new Map();
  readonly #cutShort = new Map<string, { readonly stamp: string; readonly is: boolean }>();

  constructor(place: WatchedPlace) {
    this.place = place;
  }

  /** How many files of the library there are. */
  get files(): number {
    return this.#now.size;
  }

  async sample(dirty: Dirty): Promise<Sample> {
    this.#project = lookAtFiles(this.place.projectFiles());
    const changed = this.#projectChanges();
    const isThere = isFolder(this.place.libraryFolder);
    const files = isThere ? await this.#look(dirty) : new Map();
    // An unmounted disk leaves an empty folder. What was seen stays seen, so that nothing has changed when it is back.
    const isAway = !isThere || (files.size === 0 && this.#lastBuild.size > 0);
    if (isAway) return { isAway, changed };
    this.#now = files;
    for (const [path, file] of await this.#changes()) changed.set(path, file);
    return { isAway, changed };
  }

  /** What is known now is what the build that begins now begins with; of a library that is away nothing is. */
  buildBegins({ isAway }: Pick<Sample, 'isAway'>): void {
    this.#projectLastBuild = new Map(this.#project);
    if (isAway) return;
    this.#lastBuild = new Map(this.#now);
    this.#cutShort.clear();
  }

  async #look(dirty: Dirty): Promise<SeenFiles> {
    if (dirty === 'all' || dirty.has('')) return this.#scan('');
    const files = new Map(this.#now);
    for (const folder of outermost(dirty)) {
      for (const path of files.keys()) if (path.startsWith(`${folder}/`)) files.delete(path);
      for (const [path, seen] of await this.#scan(folder)) files.set(path, seen);
    }
    return files;
  }

  async #scan(folder: string): Promise<SeenFiles> {
    const { libraryFolder, scan } = this.place;
    const root = join(libraryFolder, folder);
    const files: SeenFiles = new Map();
    if (!isFolder(root)) return files;
    const found = await scanLibrary(root, scan);
    for (const file of found.files) files.set(folder === '' ? file.relPath : `${folder}/${file.relPath}`, seenOf(file));
    return files;
  }

  #projectChanges(): Map<string, ChangedFile> {
    const changed = new Map<string, ChangedFile>();
    for (const [path, seen] of differences(this.#projectLastBuild, this.#project))
      changed.set(`project ${path}`, { ...plain(seen), folder: '', isOfProject: true, isCutShort: false });
    return changed;
  }

  async #changes(): Promise<Map<string, ChangedFile>> {
    const changed = new Map<string, ChangedFile>();
    for (const [path, seen] of differences(this.#lastBuild, this.#now)) {
      const parent = dirname(path);
      const folder = parent === '.' ? '' : parent;
      changed.set(path, { ...plain(seen), folder, isOfProject: false, isCutShort: await this.#isCutShort(path, seen) });
    }
    return changed;
  }

  /** Asked once for each state of a file. */
  async #isCutShort(path: string, seen: Seen | null): Promise<boolean> {
    if (seen === null) return false;
    const known = this.#cutShort.get(path);
    if (known?.stamp === seen.stamp) return known.is;
    const is = await isCutShort(seen.absolutePath);
    this.#cutShort.set(path, { stamp: seen.stamp, is });
    return is;
  }
}

const plain = (seen: Seen | null) => ({ stamp: seen?.stamp ?? null, sizeBytes: seen?.sizeBytes ?? 0 });

const textOf = ({ sizeBytes, mtimeNs, ctimeNs, inode }: Omit<FoundFile, 'relPath' | 'absolutePath'>): string =>
  `${sizeBytes} ${mtimeNs} ${ctimeNs} ${inode}`;

const seenOf = (file: FoundFile): Seen => ({
  stamp: textOf(file),
  sizeBytes: file.sizeBytes,
  absolutePath: file.absolutePath,
});

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function lookAtFiles(paths: readonly string[]): SeenFiles {
  const files: SeenFiles = new Map();
  for (const path of paths) {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    if (!stats?.isFile()) continue;
    const stamp = stampOf(stats);
    files.set(path, { stamp: textOf(stamp), sizeBytes: stamp.sizeBytes, absolutePath: path });
  }
  return files;
}

/** Of nested folders the outer one alone. */
function outermost(folders: ReadonlySet<string>): string[] {
  const sorted = [...folders].sort();
  return sorted.filter((folder) => !sorted.some((other) => folder !== other && folder.startsWith(`${other}/`)));
}

function* differences(before: SeenFiles, now: SeenFiles): Generator<[string, Seen | null]> {
  for (const [path, seen] of now) if (before.get(path)?.stamp !== seen.stamp) yield [path, seen];
  for (const path of before.keys()) if (!now.has(path)) yield [path, null];
}
