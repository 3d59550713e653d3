/** The end of a build: its summary, its report, and the record of it that is kept. */
import { type RunRecord, recordRun } from '../cache/runs.ts';
import type { SummaryEvent } from '../event.ts';
import { type Pipeline, stageIdentity } from '../pipeline/pipeline.ts';
import type { Forecast } from '../plan/forecast.ts';
import { failureText } from '../report/failure.ts';
import type { BuildOptions, BuildWorld, FailedWork, Settled } from './build-context.ts';
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
  readonly forecast: Forecast;
  readonly settled: Settled;
  /** Sources changed while they were read, or the cache had holes: look again. */
  readonly again: boolean;
}

/** Records the run, unless it was a dry one, and announces its summary. */
export function concludeBuild(
  pipeline: Pipeline,
  options: BuildOptions,
  world: BuildWorld,
  round: Round,
  tally: Tally,
  began: Beginning,
): BuildReport {
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
  if (!options.dryRun)
    noteRun(
      pipeline.cacheFolder,
      {
        startedAt: began.at,
        profiles: pipeline.profiles.map(({ name }) => name),
        stages: Object.fromEntries(pipeline.stages.map((stage) => [stage.name, tally.countsOf(stageIdentity(stage))])),
        summary,
        failures: failures.map(({ failure }) => failure),
      },
      world,
    );
  world.emit(summary);
  const changed = summary.ran + summary.restored + summary.failed + summary.skipped > 0;
  return { summary, failures, survey, trees, forecast: round.forecast, written: settled.written, changed };
}

/** The record is for people: a disk that has no room for it does not undo the build. */
function noteRun(cacheFolder: string, run: RunRecord, { emit }: BuildWorld): void {
  try {
    recordRun(cacheFolder, run);
  } catch (error) {
    emit({ event: 'warning', message: `no record of this build: ${failureText(asSystemFailure(error, cacheFolder))}` });
  }
}
