/** What no command has caught: errors of the system in places where nothing can be done without, and bugs. Both are told like any failure. */
import type { Failure } from '../failure.ts';
import { tellFailure } from '../report/console.ts';
import { systemFailure } from '../run/system-failure.ts';
import { exitCodeOf } from './exit-code.ts';

/** The exit code of the command that ended with it. */
export function tellUnexpected(error: unknown): number {
  const failure = systemFailure(error, process.cwd()) ?? bug(error);
  tellFailure(failure);
  return exitCodeOf(failure);
}

const bug = (error: unknown): Failure =>
  error instanceof Error
    ? { reason: 'bug', message: error.message, stack: error.stack ?? '' }
    : { reason: 'bug', message: String(error), stack: '' };
