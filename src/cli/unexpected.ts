/** What no command has caught: errors of the system in places where nothing can be done without, and bugs. Both end the command like any failure. */
import type { Outcome } from '../outcome.ts';
import { failureOf } from '../run/system-failure.ts';
import { refused } from './refused.ts';

export const unexpected = (error: unknown): Outcome => refused({ failure: failureOf(error, process.cwd()) });
