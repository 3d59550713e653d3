/** How a build ended that could begin and was not interrupted: its report, held against what was asked for. Pure. */
import type { SummaryEvent } from '../event.ts';
import type { AfterBuild, Outcome } from '../outcome.ts';
import type { BuildReport } from '../run/conclude.ts';

export interface AskedOfOutcome {
  readonly dryRun?: boolean;
  /** Whether it is an end of its own that something would change. */
  readonly frozen?: boolean;
  /** Whether rejected files are failures. */
  readonly strict?: boolean;
}

export function buildOutcome(report: BuildReport, exportFolder: string, asked: AskedOfOutcome): Outcome {
  const ending = { report, exportFolder, isDryRun: asked.dryRun ?? false };
  if (asked.frozen && report.changed) return { outcome: 'would-change', ...ending };
  if (report.failures.length > 0) return { outcome: 'actions-failed', ...ending };
  return allDone(ending, report.summary, asked.strict);
}

/** Where nothing failed, and nothing is frozen. */
export const allDone = (ending: AfterBuild, { rejected }: Pick<SummaryEvent, 'rejected'>, isStrict = false): Outcome =>
  isStrict && rejected > 0 ? { outcome: 'files-rejected', rejected, ...ending } : { outcome: 'built', ...ending };
