/** Tells what a build would do: action by action, with the bytes that rendering will write at most. */
import { bytesOf, mostTextures } from '../plan/forecast.ts';
import type { BuildReport } from '../run/conclude.ts';
import type { Preview } from '../run/preview.ts';
import { print } from './console.ts';
import { formatBytes, plural, printable } from './format.ts';
import { table } from './table.ts';

const HEADER = ['would', 'stage', 'track', 'kind or file', 'profile', 'at most', 'bytes at most', 'because'];

export function tellDryRun({ previews, forecast }: Pick<BuildReport, 'previews' | 'forecast'>): void {
  const pending = previews.filter(({ would }) => would !== null);
  if (pending.length > 0) for (const line of table(HEADER, pending.map(row))) print(line);
  const { cacheBytes, exportBytes } = forecast;
  print(
    `${countsText(pending)}; at most ${formatBytes(cacheBytes)} to the cache, ${formatBytes(exportBytes)} to the export`,
  );
}

function row({ would, event, render }: Preview): string[] {
  const { stage, track = '', kind, file, profile = '', reason } = event;
  return [
    would === 'may-run' ? 'may run' : (would ?? ''),
    stage,
    printable(track),
    printable(kind ?? file ?? ''),
    profile,
    render === undefined ? '' : String(mostTextures(render)),
    render === undefined ? '' : formatBytes(bytesOf(render)),
    printable(reason),
  ];
}

function countsText(pending: readonly Preview[]): string {
  const renders = pending.filter(({ render }) => render !== undefined);
  const stale = renders.filter(({ would }) => would === 'run').length;
  const others = pending.filter(({ render }) => render === undefined);
  const uncertain = others.filter(({ would }) => would === 'may-run').length;
  return [
    `${plural(stale, 'action')} to render, ${renders.length - stale} to restore`,
    others.length > uncertain ? `, ${plural(others.length - uncertain, 'other')} to run or restore` : '',
    uncertain > 0 ? `, ${uncertain} that may run` : '',
  ].join('');
}
