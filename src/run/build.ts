/**
 * One build from start to end: lock → survey → plan → render → collect → record. Makes the export equal to library + pipeline + profile
 * and does nothing that is done already. Tells what happens through events; how it ended is in the report.
 */
import { availableParallelism } from 'node:os';
import { sep } from 'node:path';
import { indexName } from '../cache/index-file.ts';
import { cacheKind, otherFormat } from '../cache/marker.ts';
import { openDiskStore } from '../cache/store.ts';
import type { EmitEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import { isOwn, type Pipeline } from '../pipeline/pipeline.ts';
import type { DecidedAction } from '../plan/decide.ts';
import { CACHE_FORMAT } from '../plan/fingerprint.ts';
import { forecast } from '../plan/forecast.ts';
import type { Scope } from '../plan/scope.ts';
import { err, ok, type Result } from '../result.ts';
import { formsOf } from '../texture/forms.ts';
import type { BuildOptions, BuildWorld, RoundState } from './build-context.ts';
import { foreignCache, useCache } from './cache-use.ts';
import { type Beginning, type BuildReport, concludeBuild, type Round } from './conclude.ts';
import { examine } from './examine.ts';
import { checkFreeSpace } from './free-space.ts';
import { lock } from './lock.ts';
import { ownCodesOf } from './own/own-codes.ts';
import { previewTrees } from './preview-trees.ts';
import { settleTrees } from './settle-trees.ts';
import { asSystemFailure } from './system-failure.ts';
import { Tally } from './tally.ts';
import type { PlannedTree } from './trees.ts';
import { usableCache } from './usable-cache.ts';

export { availableParallelism as defaultJobs };

/** A source that keeps changing under our hands is given up after this many looks. Damage in the cache shows in two: results, then objects. */
const MOST_ROUNDS = 5;

export async function build(
  pipeline: Pipeline,
  options: BuildOptions,
  world: BuildWorld,
): Promise<Result<BuildReport>> {
  const refused = misplacedFolder(pipeline) ?? forbiddenCommand(pipeline, options);
  if (refused) return err(refused);
  tellOtherFormat(pipeline.cacheFolder, world.emit);
  if (options.dryRun) return buildUnlocked(pipeline, options, world);
  const waiting = (pid: string): void =>
    world.emit({ event: 'warning', message: `waiting for another build of this export (process ${pid})` });
  const held = await lock(indexName('export', pipeline.exportFolder), waiting);
  const use = await useCache(pipeline.cacheFolder);
  try {
    return await buildWithCache(pipeline, options, world);
  } catch (error) {
    return err(asSystemFailure(error, pipeline.cacheFolder));
  } finally {
    await use.release();
    await held.release();
  }
}

/** A cache or an export in the wrong place would mix with somebody's files, or feed on itself. */
function misplacedFolder({ cacheFolder, exportFolder, libraryFolder }: Pipeline): Failure | null {
  if (cacheKind(cacheFolder) === 'foreign') return foreignCache(cacheFolder);
  const isInside = `${libraryFolder}${sep}`.startsWith(`${exportFolder}${sep}`);
  if (!isInside) return null;
  const message = `the library ${libraryFolder} lies in the export ${exportFolder}, which would make textures of textures`;
  return { reason: 'usage', message, hint: 'name another folder with --export DIR' };
}

/** Why everything is made anew after another version of the program was at work here. */
function tellOtherFormat(cacheFolder: string, emit: EmitEvent): void {
  const format = otherFormat(cacheFolder);
  if (format === null) return;
  const message = `the cache ${cacheFolder} is of format ${format}, not ${CACHE_FORMAT}: what is in it is ignored and made anew`;
  emit({ event: 'warning', message });
}

/** A pipeline may come from anywhere: what it would start is asked for on the command line. */
function forbiddenCommand({ stages }: Pipeline, { allowCommands, dryRun, targets }: BuildOptions): Failure | null {
  const command = stages.find((stage) => isOwn(stage) && stage.work.kind === 'command' && targets.has(stage.name));
  if (command === undefined || allowCommands || dryRun) return null;
  const message = `stage "${command.name}" runs a command, and commands are not allowed`;
  return { reason: 'usage', message, hint: 'read what it runs in pipeline.yaml, then build with --allow-commands' };
}

async function buildWithCache(
  pipeline: Pipeline,
  options: BuildOptions,
  world: BuildWorld,
): Promise<Result<BuildReport>> {
  const cache = usableCache(pipeline.cacheFolder, pipeline.exportFolder, world.emit);
  try {
    return await buildUnlocked({ ...pipeline, cacheFolder: cache.folder }, options, world);
  } finally {
    cache.release();
  }
}

async function buildUnlocked(
  pipeline: Pipeline,
  options: BuildOptions,
  world: BuildWorld,
): Promise<Result<BuildReport>> {
  const began: Beginning = { at: world.now().toISOString(), clockMs: performance.now() };
  const { jobs, dryRun } = options;
  const profiles = pipeline.profiles.map(({ name }) => name);
  world.emit({
    event: 'start',
    schemaVersion: 1,
    version: world.version,
    library: pipeline.libraryFolder,
    export: pipeline.exportFolder,
    profiles,
    jobs,
    dryRun,
  });
  const store = openDiskStore(pipeline.cacheFolder);
  const tally = new Tally();
  let warnings = 0;
  const emit: EmitEvent = (event) => {
    if (event.event === 'warning') warnings++;
    world.emit(event);
  };
  const ending = { pipeline, options, world, tally, began, hasWarned: () => warnings > 0 };
  const distrusted = new Set<string>();
  for (let round = 1; ; round++) {
    const outcome = await buildRound(
      pipeline,
      options,
      { ...world, emit },
      {
        store,
        tally,
        distrusted,
        isLast: round === MOST_ROUNDS,
      },
    );
    if (!outcome.ok) return outcome;
    if (outcome.value.again) continue;
    return ok(concludeBuild(ending, outcome.value));
  }
}

async function buildRound(
  pipeline: Pipeline,
  options: BuildOptions,
  world: BuildWorld,
  state: RoundState,
): Promise<Result<Round>> {
  const codes = await ownCodesOf(pipeline, !options.dryRun);
  if (!codes.ok) return codes;
  const looked = await examine(pipeline, options.scope, {
    store: state.store,
    remember: !options.dryRun,
    forceCatalog: options.force.has('catalog'),
    forceRender: options.force.has('render'),
    distrusted: state.distrusted,
  });
  if (!looked.ok) return looked;
  const { survey, trees, ffmpegTried } = looked.value;
  const actions = trees.flatMap((tree) => tree.actions);
  const needed = forecast(actions);
  const round = { survey, trees, ffmpegTried, forecast: needed };
  announcePlan(round, actions, world.emit);
  if (actions.length === 0 && survey.selection.selected.length > 0)
    world.emit({ event: 'warning', message: nothingToMake(trees, options.scope) });
  const input = { pipeline, options, world, state, survey, trees, ownCodes: codes.value };
  if (options.dryRun) {
    const settled = previewTrees(input);
    return ok({ ...round, settled, again: settled.again });
  }
  const tooLittle = checkFreeSpace(needed, pipeline.cacheFolder, pipeline.exportFolder);
  if (tooLittle) return err(tooLittle);
  const settled = await settleTrees(input);
  return ok({ ...round, settled, again: settled.again && !state.isLast });
}

/** Why a library with music in it leaves nothing to be made. */
function nothingToMake(trees: readonly PlannedTree[], { kinds }: Scope): string {
  if (trees.every(({ scoped }) => scoped.length === 0))
    return 'none of the selected tracks is in scope: check --only, --start-index and --count';
  const counts = kinds.flatMap(formsOf).map(({ kind, countKey }) => `${kind}.${countKey}`);
  return `no ${kinds.join(', ')} asked for: set ${counts.join(', ')}`;
}

function announcePlan(
  round: Omit<Round, 'settled' | 'again'>,
  actions: readonly DecidedAction[],
  emit: EmitEvent,
): void {
  const stale = actions.filter(({ decision }) => decision === 'stale');
  emit({
    event: 'plan',
    tracks: round.trees[0]?.scoped.length ?? 0,
    rejected: round.survey.rejected.length,
    staleActions: stale.length,
    staleTracks: new Set(stale.map(({ track }) => track.id)).size,
    forecastBytes: round.forecast.cacheBytes + round.forecast.exportBytes,
  });
}
