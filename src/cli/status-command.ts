/** `grainmill status`: fresh, stale with the reason, failed, rejected with the rule. */
import { keptRuns, lastRun, type RunRecord } from '../cache/runs.ts';
import { openDiskStore } from '../cache/store.ts';
import type { Outcome, StatusRow } from '../outcome.ts';
import type { OwnStage } from '../pipeline/pipeline.ts';
import { awaitedText } from '../report/would.ts';
import { ok, type Result } from '../result.ts';
import { type Examination, examine, lookOnly } from '../run/examine.ts';
import { examineOwnStages } from '../run/own/look.ts';
import type { PlannedStage } from '../run/own/plan-own.ts';
import { loadProject, type ProjectOptions } from './load-project.ts';
import { refused } from './refused.ts';
import { type ScopeOptions, scopeOf } from './scope-options.ts';

export interface StatusCommandOptions extends ProjectOptions, ScopeOptions {
  readonly json?: boolean;
  readonly runs?: boolean;
}

export async function statusCommand(options: StatusCommandOptions): Promise<Outcome> {
  if (options.runs) return lookAtRuns(options);
  const looked = await look(options);
  if (!looked.ok) return refused(looked);
  const { survey, lastRun } = looked.value;
  const actions = [...statusRows(looked.value), ...ownRows(looked.value)];
  return { outcome: 'status', actions, rejected: survey.rejected, lastRun };
}

function lookAtRuns(options: StatusCommandOptions): Outcome {
  const loaded = loadProject(options);
  return loaded.ok ? { outcome: 'runs', runs: [...keptRuns(loaded.value.cacheFolder)] } : refused(loaded);
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
