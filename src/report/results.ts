/** Tells, after a build, what was selected, where the results are, and where to listen to what is new. */
import { dirname, relative } from 'node:path';
import { summarise } from '../../stages/select.ts';
import type { BuildReport } from '../run/conclude.ts';
import { print } from './console.ts';
import { plural, printable } from './format.ts';
import { tellPlaces } from './places.ts';

/** More files than these are told by their folders, more folders by the export's. */
const MOST_LINES = 30;

export function tellResults({ survey, summary, written }: BuildReport, exportFolder: string): void {
  const { selected, totalHours, averageSeconds, topFive } = summarise(survey.selection, survey.catalog.length);
  // Whoever works on a few tracks knows which.
  if (summary.rendered > 0 && summary.tracks === selected) {
    print(
      `selected ${selected} of ${survey.catalog.length} tracks: ${totalHours.toFixed(2)} h, ${averageSeconds.toFixed(0)} s on average; best:`,
    );
    for (const { relPath, score } of topFive) print(`  ${String(score).padStart(3)}  ${printable(relPath)}`);
  }
  tellPlaces(exportFolder);
  for (const [index, line] of listenLines(written, process.cwd()).entries())
    print(`${index === 0 ? 'listen:' : ''}`.padEnd(11) + printable(line));
}

/** Where to find the files of `written`: each by itself, or by their folders when there are many; from `workingFolder`. Pure. */
export function listenLines(written: readonly string[], workingFolder: string): string[] {
  const shown = (path: string): string => {
    const near = relative(workingFolder, path);
    return near.startsWith('..') ? path : near;
  };
  if (written.length <= MOST_LINES) return written.map(shown);
  const counts = new Map<string, number>();
  for (const path of written) counts.set(dirname(path), (counts.get(dirname(path)) ?? 0) + 1);
  const folders = Array.from(counts, ([folder, count]) => `${shown(folder)} (${plural(count, 'new file')})`);
  return folders.length <= MOST_LINES
    ? folders
    : [`${plural(written.length, 'new file')} in ${folders.length} folders`];
}
