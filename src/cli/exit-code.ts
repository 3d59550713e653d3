/** What the process says to its caller in the end. */
import type { Failure } from '../failure.ts';

export const EXIT = { done: 0, failed: 1, usage: 2, frozen: 3, corrupt: 4, sigint: 130, sigterm: 143 } as const;

/** The exit code of a failure that ended a command. */
export function exitCodeOf(failure: Failure): number {
  switch (failure.reason) {
    case 'usage':
    case 'configuration-invalid':
    case 'file-missing':
    case 'library-missing':
    case 'library-empty':
    case 'disk-full':
      return EXIT.usage;
    case 'interrupted':
      return failure.signal === 'SIGINT' ? EXIT.sigint : EXIT.sigterm;
    default:
      return EXIT.failed;
  }
}
