/** Turns the first SIGINT or SIGTERM into an abort and the second into an immediate end. */
import { EXIT } from './exit-code.ts';

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
