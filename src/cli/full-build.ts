/** A build that looks at everything: options → pipeline, scope and a run; report → outcome. */
import type { Failure } from '../failure.ts';
import type { Outcome } from '../outcome.ts';
import { didYouMean } from '../pipeline/did-you-mean.ts';
import { type Pipeline, stageIdentity } from '../pipeline/pipeline.ts';
import { buildLog } from '../report/build-log.ts';
import { type Trace, traceTo } from '../report/trace.ts';
import { err, ok, type Result } from '../result.ts';
import { build, defaultJobs } from '../run/build.ts';
import type { BuildOptions } from '../run/build-context.ts';
import type { BuildCommandOptions } from './build-command.ts';
import { buildOutcome } from './build-outcome.ts';
import { buildSurroundings } from './build-surroundings.ts';
import type { EarlyExecutor } from './early-executor.ts';
import { watchInterrupts } from './interrupt.ts';
import { loadProject } from './load-project.ts';
import { refused } from './refused.ts';
import { requestOf } from './request.ts';
import { scopeOf } from './scope-options.ts';

/** `request` is the digest of all that was asked, from before anything of the project was read. */
export async function fullBuild(
  stages: readonly string[],
  options: BuildCommandOptions,
  request: string | null,
  early: EarlyExecutor | null,
): Promise<Outcome> {
  const loaded = loadProject(options);
  const asked = loaded.ok ? buildOptions(stages, options, loaded.value) : loaded;
  if (!loaded.ok || !asked.ok) return refused((loaded.ok ? asked : loaded) as { failure: Failure });
  const trace = openTrace(options.trace);
  if (!trace.ok) return refused(trace);
  const interrupt = watchInterrupts();
  const log = buildLog({
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    explain: options.explain ?? false,
  });
  const emit: typeof log = (event) => {
    trace.value.record(event);
    log(event);
  };
  const children = early === null ? {} : { openExecutor: early.open };
  const world = { ...buildSurroundings(), ...children, emit, signal: interrupt.signal };
  // A project that was edited while it was read may have been read half before, half after.
  const isSteady = request !== null && requestOf(stages, options) === request;
  const built = await build(loaded.value, { ...asked.value, request: isSteady ? request : null }, world);
  interrupt.dispose();
  trace.value.write();
  if (!built.ok) return refused(built);
  const signal = interrupt.interruptedBy();
  if (signal !== null) return { outcome: 'interrupted', signal };
  return buildOutcome(built.value, loaded.value.exportFolder, options);
}

function openTrace(file: string | undefined): Result<Trace> {
  try {
    return ok(traceTo(file));
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    return err(usage(`--trace ${file}: the file cannot be written (${code})`));
  }
}

export function buildOptions(
  stages: readonly string[],
  options: BuildCommandOptions,
  pipeline: Pipeline,
): Result<Omit<BuildOptions, 'request'>> {
  const targets = targetStages(stages, pipeline);
  if (!targets.ok) return targets;
  const force = forcedStages(options.force, pipeline);
  if (!force.ok) return force;
  const scope = scopeOf(options);
  if (!scope.ok) return scope;
  return ok({
    scope: scope.value,
    targets: targets.value,
    jobs: options.jobs ?? defaultJobs(),
    force: force.value,
    failFast: options.failFast ?? false,
    prune: options.prune ?? false,
    allowCommands: options.allowCommands ?? false,
    dryRun: (options.dryRun ?? false) || (options.frozen ?? false),
  });
}

const usage = (message: string, hint?: string): Failure => ({
  reason: 'usage',
  message,
  ...(hint === undefined ? {} : { hint }),
});

function stageNamed(name: string, pipeline: Pipeline): Result<Pipeline['stages'][number]> {
  const names = pipeline.stages.map((stage) => stage.name);
  const found = pipeline.stages.find((stage) => stage.name === name);
  if (found) return ok(found);
  // Whatever is no command is taken for a stage.
  const hints = [didYouMean(name, names), 'the commands are in grainmill --help'];
  return err(usage(`there is no stage "${name}"`, hints.filter((hint) => hint !== undefined).join('; ')));
}

/** The stages named and all they need; every stage when none is named. */
function targetStages(names: readonly string[], pipeline: Pipeline): Result<Set<string>> {
  if (names.length === 0) return ok(new Set(pipeline.stages.map(stageIdentity)));
  const wanted = new Set<string>();
  const add = (name: string): Failure | null => {
    const stage = stageNamed(name, pipeline);
    if (!stage.ok) return stage.failure;
    wanted.add(stageIdentity(stage.value));
    return stage.value.needs.map(add).find((failure) => failure !== null) ?? null;
  };
  const problem = names.map(add).find((failure) => failure !== null);
  return problem ? err(problem) : ok(wanted);
}

function forcedStages(force: string | boolean | undefined, pipeline: Pipeline): Result<Set<string>> {
  if (force === undefined || force === false) return ok(new Set());
  if (force === true) return ok(new Set(pipeline.stages.map(stageIdentity)));
  const stage = stageNamed(force, pipeline);
  return stage.ok ? ok(new Set([stageIdentity(stage.value)])) : stage;
}
