/**
 * Starts the child process that renders while the build still looks at what is to be rendered: a build of one track, as when a sound is tuned, is
 * a tenth of a second shorter. A build of many tracks, whose children are of another make, does not use it.
 */
import { ChildProcesses } from '../run/child-processes.ts';
import type { Executor } from '../run/executor.ts';

export interface EarlyExecutor {
  /** The executor for at most so many jobs at once. */
  readonly open: (atOnce: number) => Executor;
  /** Ends the child if it is still there. */
  readonly close: () => Promise<void>;
}

export function earlyExecutor(): EarlyExecutor {
  const early = new ChildProcesses(1);
  early.prepare();
  let isFree = true;
  return {
    open: (atOnce) => {
      const isUsed = isFree && atOnce === 1;
      isFree = false;
      return isUsed ? early : new ChildProcesses(atOnce);
    },
    close: () => early.close(),
  };
}
