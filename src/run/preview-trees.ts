/** A dry run's answer: what settling the trees would do, told action by action. Writes nothing. */
import type { ActionEvent } from '../event.ts';
import type { DecidedAction } from '../plan/decide.ts';
import type { Settled, SettleInput } from './build-context.ts';
import { countedCollect } from './collect-tree.ts';
import { countedRender, countSurvey, stageName } from './count-actions.ts';
import { curationChanges } from './curation-preview.ts';
import { announceLook } from './own/announce.ts';
import { lookAtOwnStages } from './own/plan-own.ts';
import { ownPlanInput } from './own/settle-own.ts';
import type { CountedAction } from './tally.ts';
import { tracksAfter } from './tracks-after.ts';
import type { PlannedTree } from './trees.ts';
import { collectKeyOf, seenUpToDate } from './up-to-date.ts';

type Note = (
  action: CountedAction,
  isDone: boolean,
  event: Omit<ActionEvent, 'event' | 'stage' | 'status' | 'elapsedMs'>,
) => void;

/** Announces what would be done and counts it as skipped; nothing is written. */
export function previewTrees(input: SettleInput): Settled {
  const { trees, options, state, world } = input;
  const note: Note = (action, isDone, event) => {
    state.tally.count(action, isDone ? 'up-to-date' : 'skipped');
    if (isDone) return;
    const stage = stageName(input, action.stage);
    const reason = `dry run: ${event.reason}`;
    world.emit({ event: 'action', status: 'skipped', elapsedMs: 0, stage, ...event, reason });
  };
  countSurvey(input);
  if (options.targets.has('render')) {
    for (const action of trees.flatMap((tree) => tree.actions)) previewRender(action, note);
    for (const tree of trees) previewTree(tree, input, note);
  }
  const textures = trees.reduce((sum, { ledger }) => sum + ledger.textures, 0);
  const verdicts = Math.max(0, ...trees.map(({ ledger }) => ledger.verdicts));
  return { failures: [], textures, verdicts, written: [], folders: [], again: false };
}

function previewRender(action: DecidedAction, note: Note): void {
  const { track, kind, profileName: profile, decision, reason } = action;
  const would = decision === 'restore' ? 'would be restored' : 'would be rendered';
  note(countedRender(action), decision === 'up-to-date', {
    track: track.slug,
    kind,
    profile,
    reason: `${would}: ${reason}`,
  });
}

/** Its own stages and its collect. */
function previewTree(tree: PlannedTree, input: SettleInput, note: Note): void {
  const { survey, options, state, world } = input;
  const asked = { survey, scope: options.scope, prune: options.prune };
  const { vanished, tracks: rendered } = tracksAfter(tree, asked, new Map());
  const own = lookAtOwnStages(rendered, ownPlanInput(input, tree));
  announceLook(own, input);
  if (!options.targets.has('collect')) return;
  const warn = (message: string): void => world.emit({ event: 'warning', message });
  for (const { track } of vanished.removed)
    warn(`the textures of ${track.slug} would be removed: ${track.relPath} is no longer selected`);
  for (const message of curationChanges(tree, own.tracks, state.store)) warn(message);
  const isSame = own.waiting.size === 0 && seenUpToDate(tree, collectKeyOf(tree, own.tracks, survey)) !== null;
  note(countedCollect(tree), isSame && !options.force.has('collect'), {
    profile: tree.profile.name,
    reason: 'the export would be written',
  });
}
