/**
 * Turns the first SIGINT or SIGTERM into an abort and the second into an immediate end. Whatever does not heed the abort in time is ended too:
 * everything is written so that it may stop anywhere.
 */
import type { InterruptSignal } from '../outcome.ts';
import { exitCodeOf } from './exit-code.ts';

/** Children have 1 s to end; the process as a whole is to be gone within 2 s. */
const PATIENCE_MS = 1500;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The signal that came, or null. */
  readonly interruptedBy: () => InterruptSignal | null;
  readonly dispose: () => void;
}

export function watchInterrupts(): Interrupt {
  const controller = new AbortController();
  let first: InterruptSignal | null = null;
  const handler = (signal: InterruptSignal) => () => {
    const code = exitCodeOf({ outcome: 'interrupted', signal });
    if (first !== null) process.exit(code);
    first = signal;
    setTimeout(() => process.exit(code), PATIENCE_MS).unref();
    controller.abort();
  };
  const onInt = handler('SIGINT');
  const onTerm = handler('SIGTERM');
  process.on('SIGINT', onInt).on('SIGTERM', onTerm);
  return {
    signal: controller.signal,
    interruptedBy: () => first,
    dispose: () => void process.off('SIGINT', onInt).off('SIGTERM', onTerm),
  };
}
