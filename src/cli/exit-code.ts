/** What the process says to its caller in the end: a function of how the command ended. Pure. */
import type { Failure } from '../failure.ts';
import type { Outcome } from '../outcome.ts';

const EXIT = { done: 0, failed: 1, usage: 2, frozen: 3, corrupt: 4, sigint: 130, sigterm: 143 } as const;

export function exitCodeOf(outcome: Outcome): number {
  switch (outcome.outcome) {
    case 'refused':
      return codeOfFailure(outcome.failure);
    case 'interrupted':
      return outcome.signal === 'SIGINT' ? EXIT.sigint : EXIT.sigterm;
    case 'actions-failed':
    case 'files-rejected':
    case 'unhealthy':
      return EXIT.failed;
    case 'would-change':
      return EXIT.frozen;
    case 'cache-damaged':
      return EXIT.corrupt;
    case 'built':
    case 'watched':
    case 'status':
    case 'runs':
    case 'explained':
    case 'checked':
    case 'measured':
    case 'cache-stats':
    case 'cache-sound':
    case 'cache-collected':
    case 'cache-cleared':
    case 'healthy':
    case 'text':
    case 'initialised':
      return EXIT.done;
    default:
      return outcome satisfies never;
  }
}

/** Of one that ended the command. */
function codeOfFailure(failure: Failure): number {
  switch (failure.reason) {
    case 'usage':
    case 'configuration-invalid':
    case 'file-missing':
    case 'library-missing':
    case 'library-empty':
    case 'disk-full':
      return EXIT.usage;
    case 'interrupted':
      return exitCodeOf({ outcome: 'interrupted', signal: failure.signal });
    default:
      return EXIT.failed;
  }
}
