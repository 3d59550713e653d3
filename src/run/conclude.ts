/** The end of a build: its summary, its report, and the record of it that is kept. */
import { type RunRecord, recordRun } from '../cache/runs.ts';
import type { SummaryEvent } from '../event.ts';
import { type Pipeline, stageIdentity } from '../pipeline/pipeline.ts';
import type { Forecast } from '../plan/forecast.ts';
import { failureText } from '../report/failure.ts';
import { type FinishedBuild, noteStanding } from '../standing/note.ts';
import type { BuildOptions, BuildWorld, FailedWork, Settled } from './build-context.ts';
import type { Preview } from './preview.ts';
import type { Survey } from './survey.ts';
import { asSystemFailure } from './system-failure.ts';
import type { Tally } from './tally.ts';
import type { PlannedTree } from './trees.ts';

export interface BuildReport {
  readonly summary: SummaryEvent;
  readonly failures: readonly FailedWork[];
  readonly survey: Survey;
  readonly trees: readonly PlannedTree[];
  readonly forecast: Forecast;
  /** What a dry run has to tell. */
  readonly previews: readonly Preview[];
  /** Absolute paths of the texture files that it put into the export. */
  readonly written: readonly string[];
  /** Whether anything was done or, in a dry run, would be. */
  readonly changed: boolean;
}

/** As people's clocks have it, and in milliseconds of one that runs evenly. */
export interface Beginning {
  readonly at: string;
  readonly clockMs: number;
}

/** What one look at the library and the work after it came to. */
export interface Round {
  readonly survey: Survey;
  readonly trees: readonly PlannedTree[];
  readonly ffmpegTried: readonly string[];
  readonly forecast: Forecast;
  readonly settled: Settled;
  /** Sources changed while they were read, or the cache had holes: look again. */
  readonly again: boolean;
}

/** What the end of a build goes by. */
export interface Ending {
  readonly pipeline: Pipeline;
  readonly options: BuildOptions;
  readonly world: BuildWorld;
  readonly tally: Tally;
  readonly began: Beginning;
  /** Whether there was a warning, which the next build would have to say again. */
  readonly hasWarned: () => boolean;
}

/** Keeps the records of the run, unless it was a dry one, and announces its summary. */
export function concludeBuild(ending: Ending, round: Round): BuildReport {
  const { options, world, tally, began } = ending;
  const { survey, trees, settled } = round;
  const summary: SummaryEvent = {
    event: 'summary',
    tracks: trees[0]?.scoped.length ?? 0,
    rejected: survey.rejected.length + settled.verdicts,
    ...tally.counts(),
    textures: settled.textures,
    elapsedMs: Math.round(performance.now() - began.clockMs),
  };
  const failures = [...Array.from(survey.failures, ([track, failure]) => ({ failure, track })), ...settled.failures];
  if (!options.dryRun) keepRecords(ending, round, summary, failures);
  world.emit(summary);
  const changed = summary.ran + summary.restored + summary.failed + summary.skipped > 0;
  const { previews, written } = settled;
  return { summary, failures, survey, trees, forecast: round.forecast, previews, written, changed };
}

/** They are for people and for speed: a disk that has no room for them does not undo the build. */
function keepRecords(ending: Ending, round: Round, summary: SummaryEvent, failures: readonly FailedWork[]): void {
  const { pipeline, world, tally, began } = ending;
  const stages = Object.fromEntries(pipeline.stages.map((stage) => [stage.name, tally.countsOf(stageIdentity(stage))]));
  try {
    const run: RunRecord = {
      startedAt: began.at,
      export: pipeline.exportFolder,
      profiles: pipeline.profiles.map(({ name }) => name),
      stages,
      summary,
      failures: failures.map(({ failure }) => failure),
    };
    recordRun(pipeline.cacheFolder, run, tally.dropped());
    const { request } = ending.options;
    if (request !== null && isWhole(ending, summary, failures))
      noteStanding(request, finishedBuild(ending, round, summary, stages));
  } catch (error) {
    const message = `no record of this build: ${failureText(asSystemFailure(error, pipeline.cacheFolder))}`;
    world.emit({ event: 'warning', message });
  }
}

const isWhole = (
  { options, world, pipeline, hasWarned }: Ending,
  { failed, skipped }: SummaryEvent,
  failures: readonly FailedWork[],
): boolean =>
  failures.length + failed + skipped === 0 &&
  !hasWarned() &&
  !world.signal.aborted &&
  pipeline.stages.every((stage) => options.targets.has(stageIdentity(stage)));

const finishedBuild = (
  { pipeline, world }: Ending,
  { survey, trees, settled, ffmpegTried }: Round,
  summary: SummaryEvent,
  stages: RunRecord['stages'],
): FinishedBuild => ({
  pipeline,
  version: world.version,
  trees,
  vouched: survey.vouched,
  folders: settled.folders,
  ffmpegTried,
  rejectedFiles: survey.rejected.length,
  summary,
  stages,
});
