/** `grainmill status`: fresh, stale with the reason, failed, rejected with the rule. */
import { keptRuns, lastRun, type RunRecord } from '../cache/runs.ts';
import { openDiskStore } from '../cache/store.ts';
import type { OwnStage } from '../pipeline/pipeline.ts';
import { summaryLine } from '../report/build-log.ts';
import { print, tellFailure } from '../report/console.ts';
import { plural, printable } from '../report/format.ts';
import { runsTable } from '../report/runs.ts';
import { table } from '../report/table.ts';
import { awaitedText } from '../report/would.ts';
import { ok, type Result } from '../result.ts';
import { type Examination, examine, lookOnly } from '../run/examine.ts';
import { examineOwnStages } from '../run/own/look.ts';
import type { PlannedStage } from '../run/own/plan-own.ts';
import { EXIT, exitCodeOf } from './exit-code.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { type ScopeOptions, scopeOf } from './scope-options.ts';

export interface StatusCommandOptions extends ProjectOptions, ScopeOptions {
  readonly json?: boolean;
  readonly runs?: boolean;
}

export async function statusCommand(options: StatusCommandOptions): Promise<number> {
  if (options.runs) return tellRuns(options);
  const looked = await look(options);
  if (!looked.ok) {
    tellFailure(looked.failure);
    return exitCodeOf(looked.failure);
  }
  const rows = [...statusRows(looked.value), ...ownRows(looked.value)];
  if (options.json) print(JSON.stringify({ actions: rows, rejected: looked.value.survey.rejected }));
  else tellStatus(rows, looked.value);
  return EXIT.done;
}

function tellRuns(options: StatusCommandOptions): number {
  const loaded = loadProject(options);
  if (!loaded.ok) {
    tellFailure(loaded.failure);
    return exitCodeOf(loaded.failure);
  }
  const runs = [...keptRuns(loaded.value.cacheFolder)];
  if (options.json) print(JSON.stringify({ runs }));
  else if (runs.length === 0) print('no build is on record here');
  else for (const line of runsTable(runs)) print(line);
  return EXIT.done;
}

interface Look extends Examination {
  readonly own: readonly PlannedStage[];
  readonly lastRun: RunRecord | null;
}

async function look(options: StatusCommandOptions): Promise<Result<Look>> {
  const scope = scopeOf(options);
  if (!scope.ok) return scope;
  const loaded = loadProject(options);
  if (!loaded.ok) return loaded;
  const { cacheFolder } = loaded.value;
  const store = openDiskStore(cacheFolder);
  const examined = await examine(loaded.value, scope.value, lookOnly(store));
  if (!examined.ok) return examined;
  const own = await examineOwnStages(loaded.value, scope.value, examined.value, store);
  return own.ok ? ok({ ...examined.value, own: own.value, lastRun: lastRun(cacheFolder) }) : own;
}

interface StatusRow {
  readonly state: 'fresh' | 'stale' | 'cached' | 'failed';
  readonly track: string;
  /** The kind, or of an own stage its name and the file that it takes. */
  readonly kind: string;
  readonly profile: string;
  readonly reason: string;
}

function statusRows({ trees }: Examination): StatusRow[] {
  return trees.flatMap((tree) =>
    tree.actions.map(({ track, kind, profileName, decision, reason }): StatusRow => {
      const error = tree.ledger.tracks[track.id]?.errors[kind];
      const state = error !== undefined && decision === 'stale' ? 'failed' : STATES[decision];
      return {
        state,
        track: track.slug,
        kind,
        profile: profileName,
        reason: state === 'failed' ? (error ?? reason) : reason,
      };
    }),
  );
}

function ownRows({ own }: Look): StatusRow[] {
  const row = (
    stage: OwnStage,
    track: string,
    profile: string,
    file: string | null,
  ): Omit<StatusRow, 'state' | 'reason'> => ({
    track,
    kind: [stage.name, file].filter((part) => part !== null).join(' '),
    profile,
  });
  return own.flatMap(({ stage, actions, waiting, profileName }) => [
    ...actions.map(({ track, file, decision, reason, lastError }) => ({
      ...row(stage, track.slug, profileName, file),
      ...(decision === 'stale' && lastError !== null
        ? { state: 'failed' as const, reason: lastError }
        : { state: STATES[decision], reason }),
    })),
    ...waiting.map(({ track, awaited }) => ({
      ...row(stage, track.slug, profileName, null),
      state: 'stale' as const,
      reason: awaitedText(awaited),
    })),
  ]);
}

const STATES = { 'up-to-date': 'fresh', restore: 'cached', stale: 'stale' } as const;

function tellStatus(rows: readonly StatusRow[], { survey, lastRun }: Look): void {
  const pending = rows.filter(({ state }) => state !== 'fresh');
  const cells = pending.map((row) => [row.state, printable(row.track), row.kind, row.profile, printable(row.reason)]);
  if (cells.length > 0) for (const line of table(['state', 'track', 'kind', 'profile', 'because'], cells)) print(line);
  for (const { relPath, rule, measured, threshold } of survey.rejected)
    print(`rejected  ${printable(relPath)}: ${rule}, ${printable(String(measured))} (${printable(String(threshold))})`);
  print(
    `${plural(rows.length, 'action')}: ${rows.length - pending.length} fresh, ${pending.length} not; ${plural(survey.rejected.length, 'file')} rejected`,
  );
  if (lastRun) print(`last build ${lastRun.startedAt}: ${summaryLine(lastRun.summary)}`);
}
