/**
 * Carries out the stale actions: one job a track, whatever its kinds and profiles, as many at once as asked. Results are written to the cache
 * the moment a job ends, so a killed build goes on where it was.
 */
import PQueue from 'p-queue';
import type { CacheStore } from '../cache/store.ts';
import type { EmitEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { FoundFile } from '../library/scan.ts';
import type { StageDeclaration } from '../pipeline/pipeline.ts';
import type { DecidedAction } from '../plan/decide.ts';
import { hearingFingerprint } from '../plan/hearing.ts';
import { failureText } from '../report/failure.ts';
import type { Result } from '../result.ts';
import type { KindResult } from '../texture/record.ts';
import { attempt, retryWarning } from './attempts.ts';
import type { Executor, RenderJob } from './executor.ts';
import { asSystemFailure } from './system-failure.ts';

export interface RenderJobsInput {
  readonly actions: readonly DecidedAction[];
  readonly files: ReadonlyMap<string, FoundFile>;
  readonly store: CacheStore;
  readonly cacheFolder: string;
  readonly ffmpeg: string | null;
  readonly executor: Executor;
  /** At most so many at once. */
  readonly jobs: number;
  /** As the pipeline declares it: its name, time limit, retries, jobs. */
  readonly stage: StageDeclaration;
  readonly failFast: boolean;
  /** Whether tracks that were heard before are heard again. */
  readonly hearAgain: boolean;
  /** Sources that changed under our hands are done again by the caller, so that they are no failures yet. */
  readonly retriesChanged: boolean;
  readonly emit: EmitEvent;
  readonly signal: AbortSignal;
}

interface Settled {
  readonly failure: Failure | null;
  readonly skipped: boolean;
  readonly bytes: number;
}

/** What became of an action, and its share of the job's time. */
interface Outcome extends Settled {
  readonly elapsedMs: number;
}

/** By action key. */
export type Outcomes = ReadonlyMap<string, Outcome>;

export async function runRenderJobs(input: RenderJobsInput): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>();
  const jobs = inOrder(groupByTrack(input.actions), input.jobs);
  const twins = groupByKey(input.actions);
  const stop = new AbortController();
  const signal = AbortSignal.any([input.signal, stop.signal]);
  const queue = new PQueue({ concurrency: input.jobs });
  let jobsDone = 0;
  const runOne = async (actions: readonly DecidedAction[]): Promise<void> => {
    const track = actions[0].track.slug;
    const started = performance.now();
    if (!signal.aborted) input.emit({ event: 'job', phase: 'begin', track, jobsDone, jobsTotal: jobs.length });
    const result: Result<KindResult[], Failure> | null = signal.aborted
      ? null
      : await renderTrack(actions, input, signal);
    const elapsedMs = (performance.now() - started) / actions.length;
    for (const [index, action] of actions.entries()) {
      const { failure, skipped, bytes } = settle(action, index, result, input);
      const outcome = { failure, skipped, bytes, elapsedMs };
      outcomes.set(action.key, outcome);
      if (failure?.reason === 'source-changed' && input.retriesChanged) continue;
      for (const twin of twins.get(action.key) ?? [])
        announce(twin, twin === action ? outcome : { ...outcome, elapsedMs: 0 }, input);
      if (failure && input.failFast) stop.abort();
    }
    jobsDone++;
    if (result !== null) input.emit({ event: 'job', phase: 'end', track, jobsDone, jobsTotal: jobs.length });
  };
  await queue.addAll(jobs.map((actions) => () => runOne(actions)));
  return outcomes;
}

/** Actions that one run answers: two profiles that read the same values share keys. */
function groupByKey(actions: readonly DecidedAction[]): ReadonlyMap<string, readonly DecidedAction[]> {
  const groups = new Map<string, DecidedAction[]>();
  for (const action of actions) {
    const group = groups.get(action.key);
    if (group === undefined) groups.set(action.key, [action]);
    else group.push(action);
  }
  return groups;
}

/** An action of several profiles runs once. */
function groupByTrack(actions: readonly DecidedAction[]): DecidedAction[][] {
  const groups = new Map<string, Map<string, DecidedAction>>();
  for (const action of actions) {
    const group = groups.get(action.track.id) ?? new Map<string, DecidedAction>();
    groups.set(action.track.id, group);
    if (!group.has(action.key)) group.set(action.key, action);
  }
  return [...groups.values()].map((group) => [...group.values()]);
}

/** A kind takes about as long as hearing so much music. */
const KIND_SECONDS = 120;

const expectedSeconds = (actions: readonly DecidedAction[]): number =>
  (actions[0].track.format.durationSeconds ?? 0) + actions.length * KIND_SECONDS;

/** The best track first, as selected; side by side the longest jobs first, so that none is left alone at the end. */
function inOrder(jobs: DecidedAction[][], atOnce: number): DecidedAction[][] {
  return atOnce === 1 ? jobs : jobs.sort((a, b) => expectedSeconds(b) - expectedSeconds(a));
}

function renderTrack(
  actions: readonly DecidedAction[],
  input: RenderJobsInput,
  signal: AbortSignal,
): Promise<Result<KindResult[], Failure>> {
  const { track } = actions[0];
  const file = input.files.get(track.relPath);
  if (!file) throw new TypeError(`no file for the track ${track.relPath}`);
  const isText = typeof file.absolutePath === 'string';
  const job: RenderJob = {
    track: track.slug,
    source: {
      path: isText ? String(file.absolutePath) : Buffer.from(file.absolutePath).toString('base64'),
      base64: !isText,
    },
    identity: {
      payloadDigest: track.payloadDigest,
      tagDigest: track.tagDigest,
      format: track.format,
      warnings: track.warnings,
    },
    stamp: { sizeBytes: file.sizeBytes, mtimeNs: file.mtimeNs, ctimeNs: file.ctimeNs, inode: file.inode },
    cacheFolder: input.cacheFolder,
    ffmpeg: input.ffmpeg,
    hearing: hearingFingerprint(actions[0].fingerprint),
    hearAgain: input.hearAgain,
    requests: actions.map(({ kind, values }) => ({ kind, profile: values })),
  };
  const { retries, timeoutSeconds } = input.stage;
  const run = () => input.executor.run(job, { timeoutSeconds, signal });
  return attempt(run, { retries, signal, onRetry: retryWarning(input.stage, track.slug, input.emit) });
}

function settle(
  action: DecidedAction,
  index: number,
  result: Result<KindResult[], Failure> | null,
  { store, cacheFolder }: RenderJobsInput,
): Settled {
  if (result === null) return { failure: null, skipped: true, bytes: 0 };
  if (!result.ok) {
    const skipped = result.failure.reason === 'interrupted';
    return { failure: skipped ? null : result.failure, skipped, bytes: 0 };
  }
  const value = result.value[index];
  const objects = value.textures.map(({ objectDigest }) => objectDigest);
  try {
    store.writeAction(action.key, { stage: 'render', fingerprint: action.fingerprint, objects, value });
  } catch (error) {
    return { failure: asSystemFailure(error, cacheFolder), skipped: false, bytes: 0 };
  }
  return { failure: null, skipped: false, bytes: value.textures.reduce((sum, texture) => sum + texture.sizeBytes, 0) };
}

function announce(
  action: DecidedAction,
  { failure, skipped, elapsedMs }: Outcome,
  { emit, stage }: RenderJobsInput,
): void {
  const status = failure ? 'failed' : skipped ? 'skipped' : 'ran';
  const reason = failure ? failureText(failure) : skipped ? 'the build was stopped' : action.reason;
  const { track, kind, profileName } = action;
  emit({
    event: 'action',
    stage: stage.name,
    track: track.slug,
    kind,
    profile: profileName,
    status,
    reason,
    elapsedMs: Math.round(elapsedMs),
    ...(failure ? { failure } : {}),
  });
}
