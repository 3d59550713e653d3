/** Tells what a build came to, after its events: the plan of a dry run, what failed, where the results are. */

import type { AfterBuild } from '../outcome.ts';
import type { BuildReport } from '../run/conclude.ts';
import { tellFailure } from './console.ts';
import { tellDryRun } from './dry-run.ts';
import type { Telling } from './outcome.ts';
import { tellResults } from './results.ts';

export function tellBuilt(
  report: BuildReport,
  { exportFolder, isDryRun }: Pick<AfterBuild, 'exportFolder' | 'isDryRun'>,
  { json, quiet }: Telling,
): void {
  if (isDryRun && !json) tellDryRun(report);
  for (const { failure, track } of report.failures) tellFailure(failure, track);
  if (!isDryRun && !json && !quiet) tellResults(report, exportFolder);
}
