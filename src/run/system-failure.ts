/** Errors of the operating system as failures. Anything else is a bug and none of its business. */
import type { Failure } from '../failure.ts';
import { freeBytes } from './free-space.ts';

/** What a write that the disk has no room for ends with; EFBIG is a limit on file sizes. */
const NO_SPACE: readonly string[] = ['ENOSPC', 'EDQUOT', 'EFBIG'];

/** Null when `error` does not come from the system. `place` is named where the error names no path. */
export function systemFailure(error: unknown, place: string): Failure | null {
  const { code, path = place, syscall } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return null;
  if (NO_SPACE.includes(code)) return { reason: 'disk-full', path, neededBytes: 0, freeBytes: freeBytes(path) };
  return { reason: 'io', operation: syscall, path, code };
}

/** Of whatever was thrown: what does not come from the system is a bug. */
export function failureOf(error: unknown, place: string): Failure {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  return systemFailure(error, place) ?? { reason: 'bug', message, stack };
}

/** As above, but throws what is a bug. */
export function asSystemFailure(error: unknown, place: string): Failure {
  const failure = systemFailure(error, place);
  if (failure === null) throw error;
  return failure;
}
