/** Tells, after a build, what was selected and where the results are. */
import { join } from 'node:path';
import { summarise } from '../../stages/select.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { BuildReport } from '../run/build.ts';
import { print } from './console.ts';
import { printable } from './format.ts';

export function tellResults({ survey, summary }: BuildReport, pipeline: Pipeline): void {
  const { selected, totalHours, averageSeconds, topFive } = summarise(survey.selection, survey.catalog.length);
  if (summary.rendered > 0) {
    print(
      `selected ${selected} of ${survey.catalog.length} tracks: ${totalHours.toFixed(2)} h, ${averageSeconds.toFixed(0)} s on average; best:`,
    );
    for (const { relPath, score } of topFive) print(`  ${String(score).padStart(3)}  ${printable(relPath)}`);
  }
  const folder = printable(pipeline.exportFolder);
  print(`textures:  ${join(folder, 'by_source')}`);
  print(`results:   ${join(folder, 'batch_results.json')}, manifest.csv, rejected.csv, index.html`);
}
