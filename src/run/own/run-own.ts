/** Runs the stale actions of an own stage, as many at once as it may, again where it asks for that, and keeps each result the moment it is there. */
import { fileURLToPath } from 'node:url';
import PQueue from 'p-queue';
import { inScratchFolder } from '../../cache/scratch.ts';
import type { Failure } from '../../failure.ts';
import type { OwnResult } from '../../plan/own-actions.ts';
import { failureText } from '../../report/failure.ts';
import type { Result } from '../../result.ts';
import { attempt, retryWarning } from '../attempts.ts';
import type { FailedWork, SettleInput } from '../build-context.ts';
import { ChildProcesses } from '../child-processes.ts';
import type { Executor } from '../executor.ts';
import { asSystemFailure } from '../system-failure.ts';
import { announceOwn } from './announce.ts';
import type { OwnCode } from './code.ts';
import type { DecidedOwn } from './decide-own.ts';
import type { OwnJob } from './job.ts';
import type { PlannedStage } from './plan-own.ts';

export type OwnExecutor = Executor<OwnJob, OwnResult>;

const ENTRY = fileURLToPath(new URL('./own-worker-entry.js', import.meta.url));

/** Processes of their own: what a module does to the one it runs in touches no render. */
export const openOwnExecutor = (atOnce: number): OwnExecutor => new ChildProcesses<OwnJob, OwnResult>(atOnce, ENTRY);

export interface RanOwn {
  /** By action key. */
  readonly errors: ReadonlyMap<string, string>;
  readonly failures: readonly FailedWork[];
  readonly damagedObjects: readonly string[];
  readonly codeChanged: boolean;
}

export async function runOwnActions({ stage, actions }: PlannedStage, input: SettleInput): Promise<RanOwn> {
  const { options, world } = input;
  const code = input.ownCodes.get(stage);
  if (code === undefined) throw new TypeError(`nothing is known of the code of stage ${stage.name}`);
  const outcomes = new Map<DecidedOwn, Outcome>();
  const stale = actions.filter(({ decision }) => decision === 'stale');
  const stop = new AbortController();
  const signal = AbortSignal.any([world.signal, stop.signal]);
  const atOnce = Math.min(options.jobs, stage.jobs ?? options.jobs);
  const queue = new PQueue({ concurrency: atOnce });
  const executor = stale.length > 0 ? world.openOwnExecutor(atOnce) : null;
  for (const action of actions) if (action.decision !== 'stale') announceOwn(action, null, 0, input);
  const runOne = async (action: DecidedOwn, on: OwnExecutor): Promise<void> => {
    const started = performance.now();
    const result = signal.aborted ? null : await tried(action, code, on, input, signal);
    const outcome = result === null ? { failure: null, skipped: true } : keep(action, result, input);
    outcomes.set(action, outcome);
    announceOwn(action, outcome, performance.now() - started, input);
    if (outcome.failure && options.failFast) stop.abort();
  };
  try {
    if (executor) await queue.addAll(stale.map((action) => () => runOne(action, executor)));
  } finally {
    await executor?.close();
  }
  for (const action of sameNames(actions, outcomes, input)) {
    const outcome = sameNameFailure(action);
    outcomes.set(action, outcome);
    announceOwn(action, outcome, 0, input);
  }
  return summed(outcomes);
}

type Outcome = { readonly failure: Failure | null; readonly skipped: boolean };

/** Actions of a track that made a file of the same name as one before them: only one could be exported. */
function sameNames(
  actions: readonly DecidedOwn[],
  outcomes: ReadonlyMap<DecidedOwn, Outcome>,
  { state }: SettleInput,
): DecidedOwn[] {
  const changed = new Set(actions.filter(({ decision }) => decision !== 'up-to-date').map(({ track }) => track.id));
  const taken = new Set<string>();
  const isRight = (action: DecidedOwn): boolean => {
    const outcome = outcomes.get(action);
    return changed.has(action.track.id) && !outcome?.failure && !outcome?.skipped;
  };
  return actions.filter(isRight).filter(({ track, key }) => {
    const { files = [] } = state.store.readAction<OwnResult>(key)?.value ?? {};
    const names = files.map(({ name }) => `${track.id} ${name.toLowerCase()}`);
    const isTaken = names.some((name) => taken.has(name));
    for (const name of names) taken.add(name);
    return isTaken;
  });
}

const sameNameFailure = ({ stage, file }: DecidedOwn): Outcome => ({
  failure: {
    reason: 'stage-failed',
    stage: stage.name,
    detail: `of ${file ?? 'the track'} it made a file of a name that it had given to another of the same track already`,
  },
  skipped: false,
});

function tried(
  action: DecidedOwn,
  code: OwnCode,
  executor: OwnExecutor,
  input: SettleInput,
  signal: AbortSignal,
): Promise<Result<OwnResult, Failure>> {
  const { retries, timeoutSeconds } = action.stage;
  // Made and removed here, as the one who works in it may be killed.
  const run = () =>
    inScratchFolder(input.pipeline.cacheFolder, (folder) =>
      executor.run(jobOf(action, code, input, folder), { timeoutSeconds, signal }),
    );
  return attempt(run, { retries, signal, onRetry: retryWarning(action.stage, action.track.slug, input.world.emit) });
}

function jobOf(
  { stage, inputs }: DecidedOwn,
  { guards, program }: OwnCode,
  { pipeline }: SettleInput,
  scratchFolder: string,
): OwnJob {
  const { name, work, unit, parameters } = stage;
  const { cacheFolder, projectFolder } = pipeline;
  return { stage: name, work, unit, parameters, program, inputs, guards, cacheFolder, projectFolder, scratchFolder };
}

function keep(
  { key, fingerprint }: DecidedOwn,
  result: Result<OwnResult, Failure>,
  { state, pipeline }: SettleInput,
): Outcome {
  if (!result.ok) {
    const skipped = result.failure.reason === 'interrupted';
    return { failure: skipped ? null : result.failure, skipped };
  }
  const { files } = result.value;
  try {
    const objects = files.map(({ objectDigest }) => objectDigest);
    state.store.writeAction(key, { stage: 'own', fingerprint, objects, value: result.value });
  } catch (error) {
    return { failure: asSystemFailure(error, pipeline.cacheFolder), skipped: false };
  }
  state.distrusted.delete(key);
  state.tally.addBytes(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
  return { failure: null, skipped: false };
}

function summed(outcomes: ReadonlyMap<DecidedOwn, Outcome>): RanOwn {
  const errors = new Map<string, string>();
  const failures: FailedWork[] = [];
  const damagedObjects: string[] = [];
  let codeChanged = false;
  for (const [{ key, track }, { failure, skipped }] of outcomes) {
    if (failure === null && !skipped) continue;
    errors.set(key, failure === null ? 'the build was stopped' : failureText(failure));
    if (failure === null) continue;
    if (failure.reason === 'object-damaged') damagedObjects.push(failure.digest);
    else failures.push({ failure, track: track.slug });
    codeChanged ||= failure.reason === 'source-changed';
  }
  return { errors, failures, damagedObjects, codeChanged };
}
