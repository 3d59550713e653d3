/** A dry run's answer: what settling the trees would do, told action by action. Writes nothing. */
import type { ActionEvent } from '../event.ts';
import type { Settled, SettleInput } from './build-context.ts';
import { countedCollect, tracksAfter } from './collect-tree.ts';
import { countedRender, countSurvey, stageName } from './count-actions.ts';
import { curationChanges } from './curation-preview.ts';
import type { CountedAction } from './tally.ts';
import { collectKeyOf, isTreeUpToDate } from './up-to-date.ts';

/** Announces what would be done and counts it as skipped; nothing is written. */
export function previewTrees(input: SettleInput): Settled {
  const { trees, survey, options, state, world } = input;
  const note = (
    action: CountedAction,
    isDone: boolean,
    event: Omit<ActionEvent, 'event' | 'stage' | 'status' | 'elapsedMs'>,
  ): void => {
    state.tally.count(action, isDone ? 'up-to-date' : 'skipped');
    if (isDone) return;
    const stage = stageName(input, action.stage);
    const reason = `dry run: ${event.reason}`;
    world.emit({ event: 'action', status: 'skipped', elapsedMs: 0, stage, ...event, reason });
  };
  countSurvey(input);
  for (const action of options.targets.has('render') ? trees.flatMap((tree) => tree.actions) : []) {
    const { track, kind, profileName: profile, decision, reason } = action;
    const would = decision === 'restore' ? 'would be restored' : 'would be rendered';
    note(countedRender(action), decision === 'up-to-date', {
      track: track.slug,
      kind,
      profile,
      reason: `${would}: ${reason}`,
    });
  }
  for (const tree of options.targets.has('collect') ? trees : []) {
    const { vanished, tracks } = tracksAfter(tree, input, new Map());
    for (const { track } of vanished.removed)
      world.emit({
        event: 'warning',
        message: `the textures of ${track.slug} would be removed: ${track.relPath} is no longer selected`,
      });
    for (const message of curationChanges(tree, tracks, state.store)) world.emit({ event: 'warning', message });
    const isDone = !options.force.has('collect') && isTreeUpToDate(tree, collectKeyOf(tree, tracks, survey));
    note(countedCollect(tree), isDone, {
      profile: tree.profile.name,
      reason: 'the export would be written',
    });
  }
  const textures = trees.reduce((sum, { ledger }) => sum + ledger.textures, 0);
  const verdicts = Math.max(0, ...trees.map(({ ledger }) => ledger.verdicts));
  return { failures: [], textures, verdicts, written: [], again: false };
}
