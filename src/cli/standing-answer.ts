/** Says what a build says that has nothing to do, and keeps the record of it as of any build. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { recordRun } from '../cache/runs.ts';
import type { SummaryEvent } from '../event.ts';
import type { Outcome } from '../outcome.ts';
import { buildLog } from '../report/build-log.ts';
import type { StandingAnswer } from '../standing/record.ts';
import type { BuildCommandOptions } from './build-command.ts';
import { allDone } from './build-outcome.ts';
import { projectFiles } from './project-files.ts';

/** Where the cache is that a build with these options uses. */
export const cacheFolderOf = ({ directory, cache }: BuildCommandOptions): string =>
  cache === undefined ? join(projectFiles(directory).projectFolder, 'cache') : resolve(cache);

/** How that build ended; null, with nothing said, where the cache cannot be written: a build would have more to say. */
export function answerStanding(answer: StandingAnswer, options: BuildCommandOptions): Outcome | null {
  const { start, plan, stages } = answer;
  const summary: SummaryEvent = { ...answer.summary, elapsedMs: Math.round(performance.now()) };
  try {
    const { profiles, export: exportFolder } = start;
    const startedAt = new Date().toISOString();
    const run = { startedAt, export: exportFolder, profiles, stages, summary, failures: [] };
    recordRun(cacheFolderOf(options), run, []);
  } catch {
    return null;
  }
  const { json = false, quiet = false, verbose = false, explain = false } = options;
  const emit = buildLog({ json, quiet, verbose, explain });
  emit({ ...start, jobs: options.jobs ?? availableParallelism() });
  emit(plan);
  emit(summary);
  return allDone({ report: null, exportFolder: start.export, isDryRun: false }, summary, options.strict);
}
