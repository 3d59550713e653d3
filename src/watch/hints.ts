/**
 * Hints of the operating system that something changed in a folder. One watch a folder, none a file: a folder's own watch tells of its files, and who is
 * told looks for himself. Knows nothing of what the hints lead to.
 */
import { readFileSync, statfsSync } from 'node:fs';
import { watch } from 'chokidar';
import { folderBelow, isEntered, type WatchedPlace } from './watched-place.ts';

export interface HintListener {
  /** A folder below the library, '' for the library itself or the project, null for anywhere. */
  readonly hint: (folder: string | null) => void;
  /** No more hints will come: why, and what the reader may do about it. */
  readonly lost: (reason: string) => void;
}

export interface Hints {
  readonly close: () => Promise<void>;
}

/** Of one turn: beyond it the kernel's queue may have overflowed, which it does not tell, and everything is looked at. */
const MANY_HINTS = 1000;

export function openHints(place: WatchedPlace, listener: HintListener): Hints {
  let count = 0;
  let isLost = false;
  const watcher = watch([place.libraryFolder, ...place.projectFolders], {
    ignored: (path, stats) => stats?.isFile() === true || !isEntered(place, path),
    ignoreInitial: true,
    atomic: false,
    usePolling: false,
    ignorePermissionErrors: true,
  });
  const hint = (folder: string): void => {
    if (++count === 1) setImmediate(() => (count = 0));
    listener.hint(count > MANY_HINTS ? null : (folderBelow(place, folder) ?? ''));
  };
  const lose = (error: unknown): void => {
    const reason = exhaustion(error);
    if (reason === null) listener.hint(null);
    else if (!isLost) {
      isLost = true;
      listener.lost(reason);
    }
  };
  watcher
    .on('raw', (_event, _name, details) => {
      const { watchedPath } = details as { readonly watchedPath?: string };
      if (watchedPath !== undefined) hint(watchedPath);
    })
    .on('addDir', hint)
    .on('unlinkDir', (folder) => listener.hint(folder === place.libraryFolder ? null : folderBelow(place, folder)))
    .on('ready', () => listener.hint(null))
    .on('error', lose);
  return { close: () => watcher.close() };
}

/** What ran out, with the setting that raises it; null for any other error. */
function exhaustion(error: unknown): string | null {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC') return `no inotify watches are left: raise ${setting('max_user_watches', 524_288)}`;
  if (code === 'EMFILE') return `no inotify instances are left: raise ${setting('max_user_instances', 512)}`;
  return code === 'ENOSYS' || code === 'ERR_FEATURE_UNAVAILABLE_ON_PLATFORM' ? 'this system has no file events' : null;
}

function setting(name: string, wanted: number): string {
  const now = current(name);
  const higher = Math.max(wanted, 2 * (now ?? 0));
  return `fs.inotify.${name}${now === null ? '' : ` (now ${now})`}, with: sudo sysctl fs.inotify.${name}=${higher}`;
}

function current(name: string): number | null {
  try {
    return Number(readFileSync(`/proc/sys/fs/inotify/${name}`, 'utf8'));
  } catch {
    return null; // not Linux, or hidden in a container: the name is what matters
  }
}

/** NFS, SMB, CIFS, SMB 2, 9P, FUSE, vboxsf: what others write there causes no event here. */
const REMOTE = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x01021997, 0x65735546, 0x786f4256]);

/** Why a folder gives no events, or null. */
export function eventlessReason(folder: string): string | null {
  try {
    const { type } = statfsSync(folder);
    return REMOTE.has(Number(type) >>> 0)
      ? 'the library is on a network or foreign file system, which tells of no changes'
      : null;
  } catch {
    return null; // gone: whoever looks next will see
  }
}
