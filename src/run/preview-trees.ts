/** A dry run's answer: what settling the trees would do, told action by action. Writes nothing. */
import type { ActionEvent } from '../event.ts';
import type { Settled, SettleInput } from './build-context.ts';
import { tracksAfter } from './collect-tree.ts';
import { countSurvey, renderLabel, stageName } from './count-actions.ts';
import { curationChanges } from './curation-preview.ts';
import { collectKeyOf, isTreeUpToDate } from './up-to-date.ts';

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
    const { vanished, tracks } = tracksAfter(tree, input, new Map());
    for (const { track } of vanished.removed)
      world.emit({
        event: 'warning',
        message: `the textures of ${track.slug} would be removed: ${track.relPath} is no longer selected`,
      });
    for (const message of curationChanges(tree, tracks, state.store)) world.emit({ event: 'warning', message });
    const isDone = !options.force.has('collect') && isTreeUpToDate(tree, collectKeyOf(tree, tracks, survey));
    note(`collect ${tree.profile.name}`, false, isDone, {
      stage: stageName(input, 'collect'),
      profile: tree.profile.name,
      reason: 'the export would be written',
    });
  }
  const textures = trees.reduce((sum, { ledger }) => sum + ledger.textures, 0);
  const verdicts = Math.max(0, ...trees.map(({ ledger }) => ledger.verdicts));
  return { failures: [], textures, verdicts, written: [], again: false };
}
