/** Reads a file that need not be there. */
import { readFileSync } from 'node:fs';

/** Errors that mean "not there"; anything else is a failure of the environment and is thrown. */
const isAbsent = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

export function readIfPresent(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}
