/**
 * Brings planned trees about: renders what is stale, then collects each tree. Counts and announces what became of every action.
 */
import type { ActionEvent, ActionStatus } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { Pipeline, StageName } from '../pipeline/pipeline.ts';
import type { DecidedAction } from '../plan/decide.ts';
import { nextTree, type SettledAction } from '../plan/next-tree.ts';
import { vanishedTracks } from '../plan/vanished.ts';
import { failureText } from '../report/failure.ts';
import type { BuildOptions, BuildWorld, RoundState } from './build.ts';
import { collectKeyOf, type Finished, finishTree, isTreeUpToDate, selectKeyOf } from './finish-tree.ts';
import { type Outcomes, runRenderJobs } from './render-jobs.ts';
import type { Survey } from './survey.ts';
import type { PlannedTree } from './trees.ts';

export interface SettleInput {
  readonly pipeline: Pipeline;
  readonly options: BuildOptions;
  readonly world: BuildWorld;
  readonly state: RoundState;
  readonly survey: Survey;
  readonly trees: readonly PlannedTree[];
}

export interface Settled {
  readonly failures: readonly Failure[];
  readonly textures: number;
  readonly verdicts: number;
  readonly again: boolean;
}

export async function settleTrees(input: SettleInput): Promise<Settled> {
  const { trees, options, world } = input;
  countSurvey(input);
  if (!options.targets.has('render')) return { failures: [], textures: 0, verdicts: 0, again: false };
  const outcomes = await renderStale(input);
  const failures = [...outcomes.values()].flatMap(({ failure }) => (failure ? [failure] : []));
  countRenders(input, outcomes);
  for (const [key, { failure, skipped }] of outcomes) if (!failure && !skipped) input.state.distrusted.delete(key);
  const changed = failures.filter((failure) => failure.reason === 'source-changed');
  if (changed.length > 0 && !input.state.isLast) {
    for (const failure of changed) world.emit({ event: 'warning', message: `${failureText(failure)}: done again` });
    return { failures, textures: 0, verdicts: 0, again: true };
  }
  if (!options.targets.has('collect') || world.signal.aborted)
    return { failures, textures: 0, verdicts: 0, again: false };
  const finished: Finished[] = [];
  for (const tree of trees) finished.push(await collectTree(tree, input, outcomes));
  const incomplete = finished.flatMap((one) => one.incomplete);
  for (const key of incomplete) input.state.distrusted.add(key);
  return {
    failures: [...failures, ...finished.flatMap((one) => one.failures)],
    textures: finished.reduce((sum, one) => sum + one.textures, 0),
    verdicts: Math.max(0, ...finished.map((one) => one.verdicts)),
    again: incomplete.length > 0,
  };
}

/** What the pipeline calls the stage. */
const stageName = ({ pipeline }: SettleInput, uses: StageName): string =>
  pipeline.stages.find((stage) => stage.uses === uses)?.name ?? uses;

function countSurvey(input: SettleInput): void {
  const { survey, state, world, trees, options } = input;
  const known = new Set(trees.flatMap(({ ledger }) => ledger.catalogKeys));
  const note = (
    stage: string,
    label: string,
    outcome: ActionStatus,
    why: string,
    elapsedMs: number,
    track?: string,
  ): void => {
    const isPreview = options.dryRun && (outcome === 'ran' || outcome === 'restored');
    const status = isPreview ? 'skipped' : outcome;
    const reason = isPreview ? `dry run: ${why}` : why;
    if (!state.tally.count(label, status, false) || status === 'up-to-date') return;
    world.emit({
      event: 'action',
      stage,
      status,
      reason,
      elapsedMs: Math.round(elapsedMs),
      ...(track === undefined ? {} : { track }),
    });
  };
  const slugOf = new Map(survey.selection.selected.map((track) => [track.relPath, track.slug]));
  for (const { track, key, cached, elapsedMs } of survey.catalogActions) {
    const status = !cached ? 'ran' : known.has(key) ? 'up-to-date' : 'restored';
    note(
      stageName(input, 'catalog'),
      `catalog ${track.relPath}`,
      status,
      cached ? 'known from an earlier build' : 'new or re-tagged',
      elapsedMs,
      slugOf.get(track.relPath),
    );
  }
  for (const [relPath, failure] of survey.failures)
    note(stageName(input, 'catalog'), `catalog ${relPath}`, 'failed', failureText(failure), 0);
  const selectKey = selectKeyOf(survey);
  const isKnown = trees.every(({ ledger }) => ledger.selectKey === selectKey);
  note(stageName(input, 'select'), 'select', isKnown ? 'up-to-date' : 'ran', 'the catalog or the rules changed', 0);
}

async function renderStale({ pipeline, options, world, state, survey, trees }: SettleInput): Promise<Outcomes> {
  const actions = trees.flatMap((tree) => tree.actions).filter(({ decision }) => decision === 'stale');
  if (actions.length === 0) return new Map();
  const executor = world.openExecutor();
  try {
    const render = pipeline.stages.find((stage) => stage.uses === 'render');
    return await runRenderJobs({
      actions,
      files: survey.files,
      store: state.store,
      cacheFolder: pipeline.cacheFolder,
      ffmpeg: null,
      executor,
      jobs: options.jobs,
      timeoutSeconds: render?.timeoutSeconds ?? 300,
      failFast: options.failFast,
      retriesChanged: !state.isLast,
      stageName: render?.name ?? 'render',
      emit: world.emit,
      signal: world.signal,
    });
  } finally {
    await executor.close();
  }
}

const renderLabel = ({ profileName, track, kind }: DecidedAction): string =>
  `render ${profileName} ${track.id} ${kind}`;

function countRenders(input: SettleInput, outcomes: Outcomes): void {
  const { trees, state, world } = input;
  const counted = new Set<string>();
  for (const action of trees.flatMap((tree) => tree.actions)) {
    const outcome = outcomes.get(action.key);
    if (outcome?.failure?.reason === 'source-changed' && !state.isLast) continue; // the next round will tell
    const status = statusOf(action.decision, outcome);
    const isNews = state.tally.count(renderLabel(action), status, true);
    if (outcome && !counted.has(action.key)) state.tally.addBytes(outcome.bytes);
    counted.add(action.key);
    if (status !== 'restored' || !isNews) continue;
    const { track, kind, profileName, reason } = action;
    world.emit({
      event: 'action',
      stage: stageName(input, 'render'),
      status,
      track: track.slug,
      kind,
      profile: profileName,
      reason,
      elapsedMs: 0,
    });
  }
}

function statusOf(
  decision: 'up-to-date' | 'restore' | 'stale',
  outcome: { failure: Failure | null; skipped: boolean } | undefined,
): ActionStatus {
  if (decision === 'up-to-date') return 'up-to-date';
  if (decision === 'restore') return 'restored';
  if (!outcome || outcome.skipped) return 'skipped';
  return outcome.failure ? 'failed' : 'ran';
}

/** What `tree` is to hold, given what became of its actions (in a dry run: nothing yet, as if all went well). */
function tracksAfter(tree: PlannedTree, { survey, options }: SettleInput, outcomes: Outcomes) {
  const { selected } = survey.selection;
  const unreadable = new Set(survey.failures.keys());
  const vanished = vanishedTracks({
    ledger: tree.ledger,
    selected,
    scoped: tree.scoped,
    scope: options.scope,
    unreadable,
    prune: options.prune,
  });
  const settled = tree.actions.map((action): SettledAction => {
    const outcome = outcomes.get(action.key);
    const failed = outcome?.failure ?? null;
    const key = failed || outcome?.skipped ? null : action.key;
    return { track: action.track, kind: action.kind, key, error: failed ? failureText(failed) : null };
  });
  return { vanished, tracks: nextTree(tree.ledger, vanished, selected, settled) };
}

/** Announces what would be done and counts it as skipped; nothing is written. */
export function previewTrees(input: SettleInput): Settled {
  const { trees, survey, options, state, world } = input;
  const note = (
    label: string,
    isRender: boolean,
    isDone: boolean,
    event: Omit<ActionEvent, 'event' | 'status' | 'elapsedMs'>,
  ): void => {
    state.tally.count(label, isDone ? 'up-to-date' : 'skipped', isRender);
    if (!isDone)
      world.emit({ event: 'action', status: 'skipped', elapsedMs: 0, ...event, reason: `dry run: ${event.reason}` });
  };
  countSurvey(input);
  for (const action of options.targets.has('render') ? trees.flatMap((tree) => tree.actions) : []) {
    const { track, kind, profileName: profile, decision, reason } = action;
    const would = decision === 'restore' ? 'would be restored' : 'would be rendered';
    note(renderLabel(action), true, decision === 'up-to-date', {
      stage: stageName(input, 'render'),
      track: track.slug,
      kind,
      profile,
      reason: `${would}: ${reason}`,
    });
  }
  for (const tree of options.targets.has('collect') ? trees : []) {
    const isDone =
      !options.force.has('collect') &&
      isTreeUpToDate(tree, collectKeyOf(tree, tracksAfter(tree, input, new Map()).tracks, survey));
    note(`collect ${tree.profile.name}`, false, isDone, {
      stage: stageName(input, 'collect'),
      profile: tree.profile.name,
      reason: 'the export would be written',
    });
  }
  const textures = trees.reduce((sum, { ledger }) => sum + ledger.textures, 0);
  return { failures: [], textures, verdicts: Math.max(0, ...trees.map(({ ledger }) => ledger.verdicts)), again: false };
}

async function collectTree(tree: PlannedTree, input: SettleInput, outcomes: Outcomes): Promise<Finished> {
  const { survey, options, world, state, pipeline } = input;
  const started = performance.now();
  const { vanished, tracks } = tracksAfter(tree, input, outcomes);
  if (vanished.kept.length > 0) {
    const message = `${vanished.kept.length} of ${Object.keys(tree.ledger.tracks).length} tracks are gone from the library; their textures stay until --prune`;
    world.emit({ event: 'warning', message });
  }
  const finished = await finishTree({
    tree,
    tracks,
    survey,
    store: state.store,
    cacheFolder: pipeline.cacheFolder,
    force: options.force.has('collect'),
    now: world.now,
    signal: world.signal,
  });
  for (const message of finished.warnings) world.emit({ event: 'warning', message });
  if (finished.incomplete.length > 0) return state.isLast ? countLost(tree, finished, input) : finished;
  const status: ActionStatus = finished.failures.length > 0 ? 'failed' : finished.status;
  state.tally.count(`collect ${tree.profile.name}`, status, false);
  state.tally.addBytes(finished.bytesWritten);
  if (status !== 'up-to-date') {
    const reason = finished.failures[0] ? failureText(finished.failures[0]) : finished.reason;
    world.emit({
      event: 'action',
      stage: stageName(input, 'collect'),
      status,
      profile: tree.profile.name,
      reason,
      elapsedMs: Math.round(performance.now() - started),
    });
  }
  return finished;
}

/** The cache has lost what only a track that is gone or edited could give again. */
function countLost(tree: PlannedTree, finished: Finished, input: SettleInput): Finished {
  const failure: Failure = {
    reason: 'file-missing',
    path: tree.folder,
    what: 'the cached result of a track that the export holds and the library does not',
    hint: 'build without --only and --kind, bring the file back, or drop its textures with --prune',
  };
  const { tally } = input.state;
  tally.count(`collect ${tree.profile.name}`, 'failed', false);
  input.world.emit({
    event: 'action',
    stage: stageName(input, 'collect'),
    status: 'failed',
    profile: tree.profile.name,
    reason: failureText(failure),
    elapsedMs: 0,
    failure,
  });
  return { ...finished, failures: [...finished.failures, failure] };
}
