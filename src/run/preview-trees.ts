/** A dry run's answer: what settling the trees would do, told action by action. Writes nothing. */
import type { DecidedAction } from '../plan/decide.ts';
import type { Vanished } from '../plan/vanished.ts';
import type { Settled, SettleInput } from './build-context.ts';
import { countedRender, countSurveyed, type SurveyedAction, stageName, surveyedActions } from './count-actions.ts';
import { curationChanges } from './curation-preview.ts';
import { keysHolding } from './finish-tree.ts';
import { lookAtOwnStages, type OwnLook } from './own/plan-own.ts';
import { lostInputs, previewOwn } from './own/preview-own.ts';
import { ownPlanInput } from './own/settle-own.ts';
import { announcePreviews, type Preview, wouldOf } from './preview.ts';
import { previewCollect } from './preview-collect.ts';
import { tracksAfter } from './tracks-after.ts';
import type { PlannedTree } from './trees.ts';

/** What is seen of one tree. */
interface TreePreview {
  readonly previews: readonly Preview[];
  readonly warnings: readonly string[];
  /** Keys whose result turns out not to be whole. */
  readonly incomplete: readonly string[];
}

/** Announces what would be done and counts it as skipped; nothing is written. Looks again where results turn out not to be whole, as the build would. */
export function previewTrees(input: SettleInput): Settled {
  const { trees, options, state, world } = input;
  const seen = options.targets.has('render') ? lookAtTrees(input) : [];
  const textures = trees.reduce((sum, { ledger }) => sum + ledger.textures, 0);
  const verdicts = Math.max(0, ...trees.map(({ ledger }) => ledger.verdicts));
  const settled = { failures: [], textures, verdicts, written: [], folders: [] };
  const incomplete = seen.flatMap((tree) => tree.incomplete);
  if (incomplete.length > 0 && !state.isLast) {
    for (const key of incomplete) state.distrusted.add(key);
    return { ...settled, previews: [], again: true };
  }
  const surveyed = surveyedActions(input);
  const failed = surveyed.filter(({ status }) => status === 'failed');
  countSurveyed(failed, input);
  const previews = [
    ...surveyed.filter((one) => !failed.includes(one)).map((one) => previewSurveyed(one, input)),
    ...(options.targets.has('render') ? trees.flatMap((tree) => tree.actions) : []).map((action) =>
      previewRender(action, input),
    ),
    ...seen.flatMap((tree) => tree.previews),
  ];
  announcePreviews(previews, input);
  for (const message of seen.flatMap(({ warnings }) => warnings)) world.emit({ event: 'warning', message });
  return { ...settled, previews, again: false };
}

function previewSurveyed({ action, status, reason, track }: SurveyedAction, input: SettleInput): Preview {
  const would = status === 'up-to-date' ? null : status === 'restored' ? 'restore' : 'run';
  const stage = stageName(input, action.stage);
  return { action, would, event: { stage, reason, ...(track === undefined ? {} : { track }) } };
}

function previewRender(render: DecidedAction, input: SettleInput): Preview {
  const { track, kind, profileName: profile, decision, reason } = render;
  const event = { stage: stageName(input, 'render'), track: track.slug, kind, profile, reason };
  return { action: countedRender(render), would: wouldOf(decision), event, render };
}

/** The own stages tree after tree, as later ones find what is made for those before; the trees are collected when all of them have run. */
function lookAtTrees(input: SettleInput): TreePreview[] {
  const { survey, options } = input;
  const stale = input.trees.flatMap((tree) => tree.actions).filter(({ decision }) => decision === 'stale');
  let pending: ReadonlySet<string> = new Set(stale.map(({ key }) => key));
  const looks = input.trees.map((tree) => {
    const next = tracksAfter(tree, { survey, scope: options.scope, prune: options.prune }, new Map());
    const own = lookAtOwnStages(next.tracks, pending, ownPlanInput(input, tree));
    pending = own.pending;
    return { tree, vanished: next.vanished, own };
  });
  return looks.map(({ tree, vanished, own }) => lookAtTree(tree, vanished, { ...own, pending }, input));
}

/** Its own stages and its collect. */
function lookAtTree(tree: PlannedTree, vanished: Vanished, own: OwnLook, input: SettleInput): TreePreview {
  const { options, state } = input;
  const lost = lostInputs(own, state.store);
  const isSettled = (key: string): boolean => !own.pending.has(key);
  const lostKeys = lost.length === 0 ? [] : keysHolding(lost, own.tracks, state.store).filter(isSettled);
  const previews = previewOwn(own);
  if (!options.targets.has('collect')) return { previews, warnings: [], incomplete: lostKeys };
  const collect = previewCollect(tree, own, input);
  const removals = vanished.removed.map(
    ({ track }) => `the textures of ${track.slug} would be removed: ${track.relPath} is no longer selected`,
  );
  return {
    previews: [...previews, collect.preview],
    warnings: [...removals, ...curationChanges(tree, own.tracks, state.store)],
    incomplete: [...lostKeys, ...collect.incomplete],
  };
}
