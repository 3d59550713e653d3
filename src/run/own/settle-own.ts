/** Brings the own stages of one tree about: stage by stage, runs what is stale. Says which files of each track the tree is to hold. */
import type { FailedWork, SettleInput } from '../build-context.ts';
import { keysHolding } from '../finish-tree.ts';
import type { PlannedTree } from '../trees.ts';
import { type OwnPlanInput, ownStateOf, planStage, stateAfter, type Tracks, wantedStages } from './plan-own.ts';
import { runOwnActions } from './run-own.ts';

export interface SettledOwn {
  readonly tracks: Tracks;
  readonly failures: readonly FailedWork[];
  /** Keys whose result is not whole: the build looks again. */
  readonly incomplete: readonly string[];
  /** A module, a program or an input changed while it was used: the build looks again. */
  readonly codeChanged: boolean;
}

export const ownPlanInput = ({ pipeline, options, state, ownCodes }: SettleInput, tree: PlannedTree): OwnPlanInput => ({
  pipeline,
  tree,
  codes: ownCodes,
  store: state.store,
  distrusted: state.distrusted,
  force: options.force,
  targets: options.targets,
});

/** `tracks` is what the tree is to hold otherwise; `hasFailed`, whether something of this build has. */
export async function settleOwn(
  tree: PlannedTree,
  tracks: Tracks,
  input: SettleInput,
  hasFailed: boolean,
): Promise<SettledOwn> {
  const planInput = ownPlanInput(input, tree);
  let state = ownStateOf(tracks, planInput);
  const failures: FailedWork[] = [];
  const incomplete: string[] = [];
  let codeChanged = false;
  const isStopped = (): boolean => input.options.failFast && (hasFailed || failures.length > 0);
  for (const stage of wantedStages(planInput)) {
    if (isStopped()) break;
    const planned = planStage(stage, state, planInput);
    const ran = await runOwnActions(planned, input);
    incomplete.push(...keysHolding(ran.damagedObjects, state.tracks, input.state.store));
    failures.push(...planned.failures, ...ran.failures);
    codeChanged ||= ran.codeChanged;
    state = stateAfter(planned, state, ran.errors);
  }
  return { tracks: state.tracks, failures, incomplete, codeChanged };
}
