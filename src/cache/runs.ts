/** A summary of each build, newest last, for people and for `status`. The oldest go when there are many. */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StageCounts, SummaryEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { cacheLayout } from './layout.ts';
import { readIfPresent } from './read-if-present.ts';

const KEPT_RUNS = 100;

export interface RunRecord {
  readonly startedAt: string;
  readonly profiles: readonly string[];
  /** By what the pipeline calls the stage. */
  readonly stages: Readonly<Record<string, StageCounts>>;
  readonly summary: SummaryEvent;
  readonly failures: readonly Failure[];
}

const runNames = (folder: string): string[] => {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

export function recordRun(cacheFolder: string, run: RunRecord): void {
  const { runs, temporary } = cacheLayout(cacheFolder);
  const name = `${run.startedAt.replaceAll(':', '-')}-${process.pid}.json`;
  writeFileAtomically(join(runs, name), `${JSON.stringify(run, null, 2)}\n`, temporary);
  const names = runNames(runs);
  for (const old of names.slice(0, Math.max(0, names.length - KEPT_RUNS))) rmSync(join(runs, old), { force: true });
}

/** Those that can be read, newest first; nothing is read before it is asked for. */
export function* keptRuns(cacheFolder: string): Generator<RunRecord> {
  const { runs } = cacheLayout(cacheFolder);
  for (const name of runNames(runs).reverse()) {
    const run = parsed(readIfPresent(join(runs, name))?.toString('utf8') ?? '');
    if (run) yield run;
  }
}

/** The newest run that can be read, or null. */
export const lastRun = (cacheFolder: string): RunRecord | null => keptRuns(cacheFolder).next().value ?? null;

/** Null for a text that was cut, and for the record of a version that noted less. */
function parsed(text: string): RunRecord | null {
  try {
    const run = JSON.parse(text) as Partial<RunRecord>;
    return run.stages === undefined ? null : (run as RunRecord);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
