/** A summary of each build, newest last, for people and for `status`. The oldest go when there are many. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { SummaryEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { cacheLayout } from './layout.ts';

const KEPT_RUNS = 100;

export interface RunRecord {
  readonly startedAt: string;
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

/** The newest run that can be read, or null. */
export function lastRun(cacheFolder: string): RunRecord | null {
  const { runs } = cacheLayout(cacheFolder);
  for (const name of runNames(runs).reverse()) {
    const run = parsed(readFileSync(join(runs, name), 'utf8'));
    if (run) return run;
  }
  return null;
}

function parsed(text: string): RunRecord | null {
  try {
    return JSON.parse(text) as RunRecord;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
