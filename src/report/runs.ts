/** The record of past builds as a table, newest first. Pure. */
import type { RunRecord } from '../cache/runs.ts';
import { formatBytes, formatDuration } from './format.ts';
import { table } from './table.ts';

const HEADER = ['started', 'profiles', 'rendered', 'restored', 'up to date', 'failed', 'skipped', 'written', 'took'];

export function runsTable(runs: readonly RunRecord[]): string[] {
  const rows = runs.map(({ startedAt, profiles, summary }) => [
    startedAt,
    profiles.join(', '),
    ...[summary.rendered, summary.restored, summary.upToDate, summary.failed, summary.skipped].map(String),
    formatBytes(summary.bytesWritten),
    formatDuration(summary.elapsedMs),
  ]);
  return table(HEADER, rows);
}
