/** What builds of every command stand in: children, clock and program. Events and signals are each command's own. */
import type { BuildWorld } from '../run/build-context.ts';
import { ChildProcesses } from '../run/child-processes.ts';
import { openOwnExecutor } from '../run/own/run-own.ts';
import { packageVersion } from './package-folder.ts';
import { programStamp } from './request.ts';

export const buildSurroundings = (): Omit<BuildWorld, 'emit' | 'signal'> => ({
  openExecutor: (atOnce) => new ChildProcesses(atOnce),
  openOwnExecutor,
  now: () => new Date(),
  version: packageVersion(),
  program: programStamp(),
});
