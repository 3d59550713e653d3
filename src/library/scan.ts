/**
 * Lists the audio files below a folder, with what `stat` says of each, and everything that looked like one and is none.
 * Knows nothing of what the files hold.
 */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import fastGlob from 'fast-glob';
import { stampOf } from './file-stamp.ts';
import { scanBytes } from './scan-bytes.ts';
import { attempt, isAwkwardName, isSought, type LibraryScan, type ScanOptions, type ScanState } from './scan-state.ts';

export type { FoundFile, FoundFolder, LibraryScan, ScanOptions } from './scan-state.ts';

interface Entry {
  readonly relPath: string;
  readonly absolutePath: string;
}

/**
 * Every file below `root` with one of the extensions, sorted by the code units of `relPath`. Links are followed, each real
 * file once; a link to a folder that has been seen, or that holds the library itself, is not entered again.
 */
export async function scanLibrary(root: string, options: ScanOptions): Promise<LibraryScan> {
  const extensions = new Set(options.extensions.map((extension) => extension.toLowerCase().replace(/^\./, '')));
  const state: ScanState = { options, extensions, files: [], folders: [], diagnostics: [], isPlain: true };
  const realRoot = attempt(state, '', () => realpathSync(resolve(root)));
  if (realRoot !== null) new LibraryWalk(state, realRoot).run();
  const { files, folders, diagnostics, isPlain } = state;
  return { files: files.sort(byRelPath), folders, diagnostics: diagnostics.sort(byRelPath), isPlain };
}

class LibraryWalk {
  readonly #state: ScanState;
  readonly #root: string;
  readonly #realFiles = new Set<string>();
  readonly #realFolders = new Set<string>();
  readonly #links: Entry[] = [];

  constructor(state: ScanState, realRoot: string) {
    this.#state = state;
    this.#root = realRoot;
  }

  run(): void {
    this.#glob({ relPath: '', absolutePath: this.#root });
    // Links last and in order, so that a real file wins over links to it and the outcome does not depend on the disk's order.
    if (this.#links.length > 0) this.#state.isPlain = false;
    while (this.#links.length > 0) {
      for (const link of this.#links.splice(0).sort(byRelPath)) this.#follow(link);
    }
  }

  #glob(folder: Entry): void {
    this.#realFolders.add(folder.absolutePath);
    const byteFolders: Entry[] = [];
    for (const { path, dirent } of this.#list(folder, byteFolders)) {
      this.#take({ relPath: below(folder.relPath, path), absolutePath: join(folder.absolutePath, path) }, dirent);
    }
    for (const entry of byteFolders) scanBytes(this.#state, Buffer.from(entry.absolutePath), entry.relPath);
  }

  #list(folder: Entry, byteFolders: Entry[]): { path: string; dirent: Dirent }[] {
    const { options } = this.#state;
    const excluded = options.excludePaths
      .map((path) => relative(folder.absolutePath, realOr(path)))
      .filter((path) => path !== '' && !path.startsWith('..'))
      .map((path) => `${fastGlob.escapePath(path.split(sep).join('/'))}/**`);
    const skipped = options.skipDirs.map((name) => `**/${fastGlob.escapePath(name)}/**`);
    const found = fastGlob.sync('**', {
      cwd: folder.absolutePath,
      ignore: [...skipped, ...excluded],
      objectMode: true,
      onlyFiles: false,
      followSymbolicLinks: false,
      caseSensitiveMatch: false,
      dot: options.includeHidden ?? false,
      // fast-glob either throws at the first folder it may not read or says nothing of it.
      fs: { readdirSync: this.#readFolder(folder, byteFolders) as unknown as typeof readdirSync },
    });
    return found as unknown as { path: string; dirent: Dirent }[];
  }

  /** Keeps back the names that fast-glob would lose, and notes in `byteFolders` where they are. */
  #readFolder(folder: Entry, byteFolders: Entry[]): (path: string) => Dirent[] {
    return (path) => {
      const relPath = below(folder.relPath, relative(folder.absolutePath, path).split(sep).join('/'));
      const entries = attempt(this.#state, relPath, () => this.#entriesOf(path, relPath)) ?? [];
      const plain = entries.filter((entry) => !isAwkwardName(entry.name));
      if (plain.length < entries.length) {
        this.#state.isPlain = false;
        byteFolders.push({ relPath, absolutePath: path });
      }
      return plain;
    };
  }

  #entriesOf(path: string, relPath: string): Dirent[] {
    this.#state.folders.push({ relPath, ...stampOf(statSync(path, { bigint: true })) });
    return readdirSync(path, { withFileTypes: true });
  }

  #take(entry: Entry, dirent: Dirent): void {
    if (dirent.isSymbolicLink()) this.#links.push(entry);
    else if (dirent.isDirectory()) {
      this.#realFolders.add(entry.absolutePath);
      if (isSought(this.#state, entry.relPath)) this.#report(entry, 'a folder, not a file');
    } else if (!isSought(this.#state, entry.relPath)) return;
    else if (dirent.isFile()) this.#keep(entry, entry.absolutePath);
    else this.#report(entry, 'no regular file');
  }

  #follow(link: Entry): void {
    const real = attempt(this.#state, link.relPath, () => realpathSync(link.absolutePath));
    const stats = real === null ? null : attempt(this.#state, link.relPath, () => statSync(real));
    if (real === null || stats === null) return;
    if (stats.isDirectory()) this.#followFolder(link, real);
    else if (!isSought(this.#state, link.relPath)) return;
    else if (stats.isFile()) this.#keep(link, real);
    else this.#report(link, 'no regular file');
  }

  #followFolder(link: Entry, real: string): void {
    const name = basename(link.relPath).toLowerCase();
    if (this.#state.options.skipDirs.some((skipped) => skipped.toLowerCase() === name)) return;
    if (this.#realFolders.has(real)) this.#report(link, 'a link to a folder that is listed already');
    else if (isBelow(this.#root, real)) this.#report(link, 'a link to a folder that holds the library');
    else if (this.#state.options.excludePaths.some((path) => isBelow(real, realOr(path)))) return;
    else this.#glob({ relPath: link.relPath, absolutePath: real });
  }

  #keep(entry: Entry, realPath: string): void {
    if (this.#realFiles.has(realPath)) return;
    const stats = attempt(this.#state, entry.relPath, () => statSync(realPath, { bigint: true }));
    if (stats === null) return;
    this.#realFiles.add(realPath);
    this.#state.files.push({ relPath: entry.relPath, absolutePath: entry.absolutePath, ...stampOf(stats) });
  }

  #report(entry: Entry, reason: string): void {
    this.#state.diagnostics.push({ relPath: entry.relPath, reason, isUnreadable: false });
  }
}

function byRelPath(a: { relPath: string }, b: { relPath: string }): number {
  return a.relPath < b.relPath ? -1 : a.relPath > b.relPath ? 1 : 0;
}

function below(folder: string, path: string): string {
  return folder === '' || path === '' ? folder + path : `${folder}/${path}`;
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** The real path where there is one: what is excluded need not exist yet. */
function realOr(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}
