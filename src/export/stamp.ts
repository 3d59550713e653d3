/** What the file system says of an exported file or folder, without opening it. */
import { lstatSync } from 'node:fs';

export interface FileStamp {
  readonly isFile: boolean;
  readonly isFolder: boolean;
  readonly sizeBytes: number;
  readonly mtimeNs: string;
}

/** Null when there is nothing of that name. Links are not followed. */
export function stampOf(path: string): FileStamp | null {
  const stat = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!stat) return null;
  return {
    isFile: stat.isFile(),
    isFolder: stat.isDirectory(),
    sizeBytes: Number(stat.size),
    mtimeNs: String(stat.mtimeNs),
  };
}
