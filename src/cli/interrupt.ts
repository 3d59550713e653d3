/**
 * Turns the first SIGINT or SIGTERM into an abort and the second into an immediate end. Whatever does not heed the abort in time is ended too:
 * everything is written so that it may stop anywhere.
 */
import { EXIT } from './exit-code.ts';

/** Children have 1 s to end; the process as a whole is to be gone within 2 s. */
const PATIENCE_MS = 1500;

export interface Interrupt {
  readonly signal: AbortSignal;
  /** The exit code of the signal that came, or null. */
  readonly exitCode: () => number | null;
  readonly dispose: () => void;
}

export function watchInterrupts(): Interrupt {
  const controller = new AbortController();
  let exitCode: number | null = null;
  const handler = (code: number) => () => {
    if (exitCode !== null) process.exit(code);
    exitCode = code;
    setTimeout(() => process.exit(code), PATIENCE_MS).unref();
    controller.abort();
  };
  const onInt = handler(EXIT.sigint);
  const onTerm = handler(EXIT.sigterm);
  process.on('SIGINT', onInt).on('SIGTERM', onTerm);
  return {
    signal: controller.signal,
    exitCode: () => exitCode,
    dispose: () => void process.off('SIGINT', onInt).off('SIGTERM', onTerm),
  };
}
