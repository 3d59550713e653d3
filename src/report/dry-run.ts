/** Tells what a build would do: per track and kind, with the bytes it will write at most. */
import { bytesOf, mostTextures } from '../plan/forecast.ts';
import type { BuildReport } from '../run/conclude.ts';
import { print } from './console.ts';
import { formatBytes, plural, printable } from './format.ts';
import { table } from './table.ts';

export function tellDryRun(report: BuildReport): void {
  const pending = report.trees.flatMap((tree) => tree.actions).filter(({ decision }) => decision !== 'up-to-date');
  const rows = pending.map((action) => [
    action.decision === 'stale' ? 'render' : 'restore',
    printable(action.track.slug),
    action.kind,
    action.profileName,
    String(mostTextures(action)),
    formatBytes(bytesOf(action)),
    printable(action.reason),
  ]);
  if (rows.length > 0)
    for (const line of table(['would', 'track', 'kind', 'profile', 'at most', 'bytes at most', 'because'], rows))
      print(line);
  const stale = pending.filter(({ decision }) => decision === 'stale').length;
  const { cacheBytes, exportBytes } = report.forecast;
  print(
    `${plural(stale, 'action')} to render, ${pending.length - stale} to restore; at most ${formatBytes(cacheBytes)} to the cache, ${formatBytes(exportBytes)} to the export`,
  );
}
