/** When a file that changed may be taken for whole. Pure: works on what samples say of files. */

/** A file that differs from what the last build began with, as a sample finds it. */
export interface ChangedFile {
  /** Size, mtime, ctime and inode, or null where the file is gone. */
  readonly stamp: string | null;
  readonly sizeBytes: number;
  /** The folder to look at again, by its path below the library. */
  readonly folder: string;
  /** Pipeline, profile or code, not music. */
  readonly isOfProject: boolean;
  /** Its head promises more than there is. */
  readonly isCutShort: boolean;
}

/** What a look at the disk finds. */
export interface Sample {
  /** The library is not there, or holds nothing any more: an unmounted disk, more likely than a wish. */
  readonly isAway: boolean;
  /** Of the project alone while the library is away. */
  readonly changed: ReadonlyMap<string, ChangedFile>;
}

export interface Moving extends ChangedFile {
  /** When it was first seen to differ, and since when it is as it is now. */
  readonly firstMs: number;
  readonly sinceMs: number;
}

/** Equal in two samples this far apart, a file is settled. */
const SETTLED_MS = 1000;
/** Large files come over slow links, in bursts. */
const LARGE_BYTES = 200e6;
const LARGE_SETTLED_MS = 3000;
/** A file that is cut short is given time to become whole, and then taken as it is. */
const CUT_SHORT_SETTLED_MS = 10_000;

function neededMs({ sizeBytes, isCutShort }: ChangedFile): number {
  if (isCutShort) return CUT_SHORT_SETTLED_MS;
  return sizeBytes > LARGE_BYTES ? LARGE_SETTLED_MS : SETTLED_MS;
}

/** What moves now, each since when: a file that is as the last build had it no longer does. */
export function follow(
  before: ReadonlyMap<string, Moving>,
  changed: ReadonlyMap<string, ChangedFile>,
  nowMs: number,
): Map<string, Moving> {
  const moving = new Map<string, Moving>();
  for (const [path, file] of changed) {
    const known = before.get(path);
    const sinceMs = known?.stamp === file.stamp ? known.sinceMs : nowMs;
    moving.set(path, { ...file, firstMs: known?.firstMs ?? nowMs, sinceMs });
  }
  return moving;
}

export const isSettled = (file: Moving, nowMs: number): boolean => nowMs - file.sinceMs >= neededMs(file);

export const allAreSettled = (moving: ReadonlyMap<string, Moving>, nowMs: number): boolean =>
  [...moving.values()].every((file) => isSettled(file, nowMs));
