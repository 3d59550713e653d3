/** The end of every command: its outcome is told, and the exit code follows from it. Loaded when there is one. */
import type { Outcome } from '../outcome.ts';
import { type Telling, tellOutcome } from '../report/outcome.ts';
import { exitCodeOf } from './exit-code.ts';

/** The exit code. */
export async function endCommand(outcome: Outcome, { json = false, quiet = false }: Partial<Telling>): Promise<number> {
  await tellOutcome(outcome, { json, quiet });
  return exitCodeOf(outcome);
}
