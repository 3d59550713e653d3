/**
 * A summary of each build, newest last, for people and for `status`; beside it, for `cache gc`, the keys of the results that the exports needed
 * before that build and not after it. The oldest go when there are many.
 */
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StageCounts, SummaryEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import { CACHE_FORMAT } from '../plan/fingerprint.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { cacheLayout } from './layout.ts';
import { readIfPresent } from './read-if-present.ts';

const KEPT_RUNS = 100;

const RECORD = '.json';
const DROPPED = '.dropped';

export interface RunRecord {
  readonly startedAt: string;
  /** Absolute, for `cache gc` and for people. The first profile's tree is this folder, each other's a folder in it. */
  readonly export: string;
  readonly profiles: readonly string[];
  /** By what the pipeline calls the stage. */
  readonly stages: Readonly<Record<string, StageCounts>>;
  readonly summary: SummaryEvent;
  readonly failures: readonly Failure[];
}

type NotedRun = RunRecord & { readonly format: number };

const runNames = (folder: string): string[] => {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(RECORD))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const droppedPath = (runs: string, name: string): string => join(runs, `${name.slice(0, -RECORD.length)}${DROPPED}`);

export function recordRun(cacheFolder: string, run: RunRecord, dropped: readonly string[]): void {
  const { runs, temporary } = cacheLayout(cacheFolder);
  const name = `${run.startedAt.replaceAll(':', '-')}-${process.pid}${RECORD}`;
  if (dropped.length > 0) writeFileAtomically(droppedPath(runs, name), `${dropped.join('\n')}\n`, temporary);
  const record: NotedRun = { format: CACHE_FORMAT, ...run };
  writeFileAtomically(join(runs, name), `${JSON.stringify(record, null, 2)}\n`, temporary);
  const names = runNames(runs);
  for (const old of names.slice(0, Math.max(0, names.length - KEPT_RUNS)))
    for (const path of [join(runs, old), droppedPath(runs, old)]) rmSync(path, { force: true });
}

/** Those that can be read, newest first; nothing is read before it is asked for. */
export function* keptRuns(cacheFolder: string): Generator<RunRecord> {
  for (const { run } of runsOf(cacheFolder)) yield run;
}

/** Each with the keys that the exports needed before it and not after it. */
export function* runsWithDropped(cacheFolder: string): Generator<{ run: RunRecord; dropped: readonly string[] }> {
  const { runs } = cacheLayout(cacheFolder);
  for (const { run, name } of runsOf(cacheFolder)) {
    const text = readIfPresent(droppedPath(runs, name))?.toString('utf8') ?? '';
    yield { run, dropped: text.split('\n').filter((line) => line !== '') };
  }
}

function* runsOf(cacheFolder: string): Generator<{ run: RunRecord; name: string }> {
  const { runs } = cacheLayout(cacheFolder);
  for (const name of runNames(runs).reverse()) {
    const run = parsed(readIfPresent(join(runs, name))?.toString('utf8') ?? '');
    if (run) yield { run, name };
  }
}

/** The newest run that can be read, or null. */
export const lastRun = (cacheFolder: string): RunRecord | null => keptRuns(cacheFolder).next().value ?? null;

/** Null for a text that was cut, and for the record of a version that notes something else. */
function parsed(text: string): RunRecord | null {
  try {
    const { format, ...run } = JSON.parse(text) as NotedRun;
    return format === CACHE_FORMAT ? run : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
