/** The collect action of one tree within a build: what it is to hold, carried out, counted and told. */
import type { ActionStatus } from '../event.ts';
import type { Failure } from '../failure.ts';
import { failureText } from '../report/failure.ts';
import type { SettleInput } from './build-context.ts';
import { stageName } from './count-actions.ts';
import { type Finished, finishTree } from './finish-tree.ts';
import type { CountedAction } from './tally.ts';
import type { TracksAfter } from './tracks-after.ts';
import type { PlannedTree } from './trees.ts';

export const countedCollect = (tree: PlannedTree): CountedAction => ({ stage: 'collect', name: tree.profile.name });

/** `next` is what `tracksAfter` and then the own stages say. */
export async function collectTree(tree: PlannedTree, input: SettleInput, next: TracksAfter): Promise<Finished> {
  const { survey, options, world, state, pipeline } = input;
  const started = performance.now();
  const { vanished, tracks } = next;
  if (vanished.kept.length > 0) {
    const message = `${vanished.kept.length} of ${Object.keys(tree.ledger.tracks).length} tracks are no longer selected (gone, or rejected); their textures stay until --prune`;
    world.emit({ event: 'warning', message });
  }
  const finished = await finishTree({
    tree,
    tracks,
    survey,
    store: state.store,
    cacheFolder: pipeline.cacheFolder,
    force: options.force.has('collect'),
    prune: options.prune,
    now: world.now,
    program: world.program,
    signal: world.signal,
  });
  state.tally.addDropped(finished.dropped);
  for (const message of finished.warnings) world.emit({ event: 'warning', message });
  if (finished.incomplete.length > 0) return state.isLast ? countLost(tree, finished, input) : finished;
  const status: ActionStatus = finished.failures.length > 0 ? 'failed' : finished.status;
  const elapsedMs = Math.round(performance.now() - started);
  const isNews = state.tally.count(countedCollect(tree), status, elapsedMs);
  state.tally.addBytes(finished.bytesWritten);
  if (isNews && status !== 'up-to-date') {
    const failure = finished.failures.at(0);
    const reason = failure ? failureText(failure) : finished.reason;
    world.emit({
      event: 'action',
      stage: stageName(input, 'collect'),
      status,
      profile: tree.profile.name,
      reason,
      elapsedMs,
      ...(failure ? { failure } : {}),
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
  tally.count(countedCollect(tree), 'failed');
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
