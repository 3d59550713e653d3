/** `grainmill watch`: options → a plan that is kept up to date; keys and signals → what happens meanwhile and how it ends. */
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { ActionEvent, BuildEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { Outcome } from '../outcome.ts';
import { buildLog } from '../report/build-log.ts';
import { tellOutcome } from '../report/outcome.ts';
import { explainLast, tellNothingFailed, tellNoViewer, watchLog } from '../report/watch-log.ts';
import { err, ok, type Result } from '../result.ts';
import { build } from '../run/build.ts';
import type { BuildOptions } from '../run/build-context.ts';
import type { BuildReport } from '../run/conclude.ts';
import { openFile } from '../run/open-file.ts';
import { type Plan, Watch } from '../watch/watch.ts';
import type { BuildCommandOptions } from './build-command.ts';
import { buildOutcome } from './build-outcome.ts';
import { buildSurroundings } from './build-surroundings.ts';
import { buildOptions } from './full-build.ts';
import { watchInterrupts } from './interrupt.ts';
import { listenToKeys } from './keys.ts';
import { loadProject } from './load-project.ts';
import { projectFiles } from './project-files.ts';
import { refused } from './refused.ts';

type ForOneBuild = 'dryRun' | 'force' | 'frozen' | 'strict' | 'trace';

export interface WatchCommandOptions extends Omit<BuildCommandOptions, ForOneBuild> {
  readonly poll?: boolean;
}

interface WatchPlan extends Plan {
  readonly options: BuildOptions;
}

/** More than these are not explained. */
const MOST_EXPLAINED = 200;

/** What the keys ask about. */
interface LastBuild {
  actions: ActionEvent[];
  hasFailures: boolean;
  /** Files that were there and could not be read. */
  unreadable: readonly string[];
}

export async function watchCommand(stages: readonly string[], options: WatchCommandOptions): Promise<Outcome> {
  const { pipeline } = projectFiles(options.directory);
  const load = (): Result<WatchPlan> => planOf(stages, options, pipeline);
  const plan = load();
  const problem = plan.ok ? missingLibrary(plan.value) : plan;
  if (!plan.ok || problem) return refused(problem as { failure: Failure });
  const interrupt = watchInterrupts();
  const quit = new AbortController();
  const signal = AbortSignal.any([interrupt.signal, quit.signal]);
  const last: LastBuild = { actions: [], hasFailures: false, unreadable: [] };
  const keys = listenToKeys({
    a: () => watch.ask(true),
    f: () => (last.hasFailures ? watch.ask(false) : tellNothingFailed()),
    e: () => explainLast(last.actions, MOST_EXPLAINED),
    o: () => void openResults(watch.plan),
    q: () => quit.abort(),
  });
  const watch = new Watch(plan.value, {
    load,
    build: (current, compareExport) => buildOnce(current, compareExport, { options, signal, last }),
    tell: watchLog({ json: options.json ?? false, quiet: options.quiet ?? false, hasKeys: keys.areHeard }),
    pollReason: options.poll ? '--poll' : null,
  });
  try {
    await watch.run(signal);
  } finally {
    keys.close();
    interrupt.dispose();
  }
  const by = interrupt.interruptedBy();
  return by === null ? { outcome: 'watched' } : { outcome: 'interrupted', signal: by };
}

/** `pipelineFile` is what the watch began with: without it the built-in pipeline would be taken, with an export of its own, while an editor saves. */
function planOf(stages: readonly string[], options: WatchCommandOptions, pipelineFile: string): Result<WatchPlan> {
  if (!existsSync(pipelineFile))
    return err({
      reason: 'file-missing',
      path: pipelineFile,
      what: 'the pipeline',
      hint: 'put it back, or start the watch anew',
    });
  const loaded = loadProject(options);
  if (!loaded.ok) return loaded;
  const request = buildOptions(stages, options, loaded.value);
  return request.ok ? ok({ pipeline: loaded.value, options: { ...request.value, request: null } }) : request;
}

/** A folder that was never there is a slip of the pen, not a disk that will be back. */
function missingLibrary({ pipeline }: WatchPlan): ReturnType<typeof err> | null {
  const path = pipeline.libraryFolder;
  const isThere = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  return isThere ? null : err({ reason: 'library-missing', path });
}

interface BuildSurroundings {
  readonly options: WatchCommandOptions;
  readonly signal: AbortSignal;
  readonly last: LastBuild;
}

async function buildOnce(
  plan: WatchPlan,
  compareExport: boolean,
  { options, signal, last }: BuildSurroundings,
): Promise<boolean> {
  const { json = false, quiet = false, verbose = false, explain = false } = options;
  const log = buildLog({ json, quiet, verbose, explain });
  if (signal.aborted) return false;
  last.actions = [];
  const emit = (event: BuildEvent): void => {
    if (event.event === 'action' && last.actions.length < MOST_EXPLAINED) last.actions.push(event);
    log(event);
  };
  // A signal of its own for each build: what builds add to it ends with it.
  const stop = new AbortController();
  const onAbort = (): void => stop.abort();
  signal.addEventListener('abort', onAbort);
  const force = compareExport ? new Set([...plan.options.force, 'collect']) : plan.options.force;
  const built = await build(
    plan.pipeline,
    { ...plan.options, force },
    { ...buildSurroundings(), emit, signal: stop.signal },
  );
  signal.removeEventListener('abort', onAbort);
  if (signal.aborted) return false;
  last.hasFailures = !built.ok || built.value.failures.length > 0;
  const isNews = !built.ok || built.value.changed || last.hasFailures;
  const outcome = built.ok ? buildOutcome(built.value, plan.pipeline.exportFolder, {}) : refused(built);
  if (isNews) await tellOutcome(outcome, { json, quiet });
  return lostSources(built, last);
}

/** A disk that goes while it is read is seen in many ways. What could not be read last time either is nothing that has just gone. */
function lostSources(built: Result<BuildReport>, last: LastBuild): boolean {
  if (!built.ok) return built.failure.reason === 'library-missing' || built.failure.reason === 'library-empty';
  const { failures, survey } = built.value;
  const known = new Set(last.unreadable);
  last.unreadable = survey.unreadable;
  const hasGone = failures.some(({ failure }) => failure.reason === 'source-changed' || failure.reason === 'io');
  return hasGone || survey.unreadable.some((path) => !known.has(path));
}

async function openResults({ pipeline }: WatchPlan): Promise<void> {
  const page = join(pipeline.exportFolder, 'index.html');
  if (!(await openFile(page))) tellNoViewer(page);
}
