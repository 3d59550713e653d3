/** What no command has caught: errors of the system in places where nothing can be done without, and bugs. Both end the command like any failure. */
import type { Failure } from '../failure.ts';
import type { Outcome } from '../outcome.ts';
import { systemFailure } from '../run/system-failure.ts';
import { refused } from './refused.ts';

export const unexpected = (error: unknown): Outcome =>
  refused({ failure: systemFailure(error, process.cwd()) ?? bug(error) });

const bug = (error: unknown): Failure =>
  error instanceof Error
    ? { reason: 'bug', message: error.message, stack: error.stack ?? '' }
    : { reason: 'bug', message: String(error), stack: '' };
