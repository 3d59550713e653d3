/** The record of past builds as a table, newest first. */
import type { RunRecord } from '../cache/runs.ts';
import { print } from './console.ts';
import { formatBytes, formatDuration } from './format.ts';
import type { Telling } from './outcome.ts';
import { table } from './table.ts';

const HEADER = ['started', 'profiles', 'rendered', 'restored', 'up to date', 'failed', 'skipped', 'written', 'took'];

export function tellRuns({ runs }: { readonly runs: readonly RunRecord[] }, { json }: Telling): void {
  if (json) print(JSON.stringify({ runs }));
  else if (runs.length === 0) print('no build is on record here');
  else for (const line of runsTable(runs)) print(line);
}

function runsTable(runs: readonly RunRecord[]): string[] {
  const rows = runs.map(({ startedAt, profiles, summary }) => [
    startedAt,
    profiles.join(', '),
    ...[summary.rendered, summary.restored, summary.upToDate, summary.failed, summary.skipped].map(String),
    formatBytes(summary.bytesWritten),
    formatDuration(summary.elapsedMs),
  ]);
  return table(HEADER, rows);
}
