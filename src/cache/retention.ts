/** Which results stay in the cache although no last build needs them. Pure: knows nothing of where they lie. */

/** With neither, only what last builds need is kept; with `maxBytes` alone, all that has room. */
export interface Retention {
  /** What so many of the last builds needed is kept; at least 1, which is what the last build of each export needs. */
  readonly keepRuns?: number;
  /** Above this the oldest go first. What last builds need stays, be it more. */
  readonly maxBytes?: number;
}

export interface Sized {
  readonly sizeBytes: number;
}

/** A result with all that it refers to. */
export interface Candidate<File extends Sized = Sized> {
  readonly files: readonly File[];
  /** When a build last needed it, or when it was made where no build did. */
  readonly neededAtMs: number;
}

/** The files of the newest candidates, up to the first that has no room; files that they share count once. */
export function newestThatFit<File extends Sized>(candidates: readonly Candidate<File>[], roomBytes: number): File[] {
  const kept = new Set<File>();
  let left = roomBytes;
  for (const { files } of [...candidates].sort((a, b) => b.neededAtMs - a.neededAtMs)) {
    const more = files.filter((file) => !kept.has(file));
    left -= more.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    if (left < 0) break;
    for (const file of more) kept.add(file);
  }
  return [...kept];
}
