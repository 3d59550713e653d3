/**
 * Brings planned trees about: renders what is stale, then collects each tree.
 */
import { writeIndex } from '../cache/index-file.ts';
import type { Failure } from '../failure.ts';
import type { DecidedAction } from '../plan/decide.ts';
import { droppedKeys, keysOfTrack, type Ledger } from '../plan/ledger.ts';
import { failureText } from '../report/failure.ts';
import type { FailedWork, Settled, SettleInput } from './build-context.ts';
import { collectTree } from './collect-tree.ts';
import { countRenders, countSurveyed, surveyedActions } from './count-actions.ts';
import type { Finished } from './finish-tree.ts';
import { type SettledOwn, settleOwn } from './own/settle-own.ts';
import { type Outcomes, runRenderJobs } from './render-jobs.ts';
import { type TracksAfter, tracksAfter } from './tracks-after.ts';
import type { PlannedTree } from './trees.ts';

export async function settleTrees(input: SettleInput): Promise<Settled> {
  const { trees, options, world } = input;
  countSurveyed(surveyedActions(input), input);
  const asBefore = {
    textures: trees.reduce((sum, { ledger }) => sum + ledger.textures, 0),
    verdicts: Math.max(0, ...trees.map(({ ledger }) => ledger.verdicts)),
    written: [],
    folders: [],
    previews: [],
  };
  if (!options.targets.has('render')) return { failures: [], ...asBefore, again: false };
  const outcomes = await renderStale(input);
  const failures = failedTracks(trees, outcomes);
  countRenders(input, outcomes);
  for (const [key, { failure, skipped }] of outcomes) if (!failure && !skipped) input.state.distrusted.delete(key);
  const changed = failures.filter(({ failure }) => failure.reason === 'source-changed');
  if (changed.length > 0 && !input.state.isLast) {
    for (const { failure } of changed) world.emit({ event: 'warning', message: `${failureText(failure)}: done again` });
    return { failures, ...asBefore, again: true };
  }
  const next = trees.map((tree) =>
    tracksAfter(tree, { survey: input.survey, scope: options.scope, prune: options.prune }, outcomes),
  );
  const own = await settleOwnStages(input, next, failures.length > 0);
  failures.push(...own.flatMap((one) => one.failures));
  for (const key of own.flatMap((one) => one.incomplete)) input.state.distrusted.add(key);
  const mustLookAgain = own.some(({ codeChanged, incomplete }) => codeChanged || incomplete.length > 0);
  if (mustLookAgain && !input.state.isLast) return { failures, ...asBefore, again: true };
  if (!options.targets.has('collect') || world.signal.aborted) {
    for (const [index, tree] of trees.entries()) reserve(tree, input, outcomes, own[index].tracks);
    return { failures, ...asBefore, again: false };
  }
  return collectTrees(
    input,
    next.map((one, index) => ({ ...one, tracks: own[index].tracks })),
    failures,
  );
}

async function collectTrees(
  input: SettleInput,
  next: readonly TracksAfter[],
  failures: readonly FailedWork[],
): Promise<Settled> {
  const finished: Finished[] = [];
  for (const [index, tree] of input.trees.entries()) finished.push(await collectTree(tree, input, next[index]));
  const incomplete = finished.flatMap((one) => one.incomplete);
  for (const key of incomplete) input.state.distrusted.add(key);
  return {
    failures: [...failures, ...finished.flatMap((one) => one.failures.map((failure) => ({ failure, track: null })))],
    textures: finished.reduce((sum, one) => sum + one.textures, 0),
    verdicts: Math.max(0, ...finished.map((one) => one.verdicts)),
    written: finished.flatMap((one) => one.written),
    folders: finished.map((one) => one.folders),
    previews: [],
    again: incomplete.length > 0,
  };
}

async function settleOwnStages(
  input: SettleInput,
  next: readonly TracksAfter[],
  hasFailed: boolean,
): Promise<SettledOwn[]> {
  const settled: SettledOwn[] = [];
  for (const [index, tree] of input.trees.entries()) {
    const isStopped = hasFailed || settled.some(({ failures }) => failures.length > 0);
    settled.push(await settleOwn(tree, next[index].tracks, input, isStopped));
  }
  return settled;
}

/** One entry a job: all actions of a track share its failure. */
function failedTracks(trees: readonly PlannedTree[], outcomes: Outcomes): FailedWork[] {
  const trackOf = new Map<Failure, string>();
  for (const { key, track } of trees.flatMap((tree) => tree.actions)) {
    const failure = outcomes.get(key)?.failure;
    if (failure) trackOf.set(failure, track.slug);
  }
  return Array.from(trackOf, ([failure, track]) => ({ failure, track }));
}

/** Keeps `cache gc` from removing what was finished for a tree that is not collected now. */
function reserve(
  tree: PlannedTree,
  { pipeline, survey, state }: SettleInput,
  outcomes: Outcomes,
  tracks: SettledOwn['tracks'],
): void {
  const isFinished = ({ key, decision }: DecidedAction): boolean => {
    const outcome = outcomes.get(key);
    return decision !== 'stale' || (outcome !== undefined && !outcome.failure && !outcome.skipped);
  };
  const rendered = tree.actions.filter(isFinished).map(({ key }) => key);
  const own = Object.values(tracks).flatMap(keysOfTrack);
  const reserved = [...new Set([...survey.catalogActions.map(({ key }) => key), ...rendered, ...own])];
  const ledger: Ledger = { ...tree.ledger, reserved };
  writeIndex(pipeline.cacheFolder, tree.ledgerName, ledger);
  state.tally.addDropped(droppedKeys(tree.ledger, ledger));
}

async function renderStale({ pipeline, options, world, state, survey, trees }: SettleInput): Promise<Outcomes> {
  const actions = trees.flatMap((tree) => tree.actions).filter(({ decision }) => decision === 'stale');
  if (actions.length === 0) return new Map();
  const tracks = new Set(actions.map(({ track }) => track.id)).size;
  const stage = pipeline.stages.find(({ uses }) => uses === 'render');
  if (stage === undefined) throw new TypeError('a pipeline has a render stage');
  const jobs = Math.min(options.jobs, stage.jobs ?? options.jobs, tracks);
  const executor = world.openExecutor(jobs);
  try {
    return await runRenderJobs({
      actions,
      files: survey.files,
      store: state.store,
      cacheFolder: pipeline.cacheFolder,
      ffmpeg: null,
      executor,
      jobs,
      stage,
      failFast: options.failFast,
      hearAgain: options.force.has('render'),
      retriesChanged: !state.isLast,
      emit: world.emit,
      signal: world.signal,
    });
  } finally {
    await executor.close();
  }
}
