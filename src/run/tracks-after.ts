/** Which tracks and kinds a tree is to hold after this build, own stages apart. Decides nothing itself. */
import type { LedgerTrack } from '../plan/ledger.ts';
import { nextTree, type SettledAction } from '../plan/next-tree.ts';
import type { Scope } from '../plan/scope.ts';
import { type Vanished, vanishedTracks } from '../plan/vanished.ts';
import { failureText } from '../report/failure.ts';
import type { Outcomes } from './render-jobs.ts';
import type { Survey } from './survey.ts';
import type { PlannedTree } from './trees.ts';

export interface TracksAfterInput {
  readonly survey: Survey;
  readonly scope: Scope;
  readonly prune: boolean;
}

export interface TracksAfter {
  readonly vanished: Vanished;
  readonly tracks: Readonly<Record<string, LedgerTrack>>;
}

/** What `tree` is to hold, given what became of its actions (in a dry run: nothing yet, as if all went well). */
export function tracksAfter(
  tree: PlannedTree,
  { survey, scope, prune }: TracksAfterInput,
  outcomes: Outcomes,
): TracksAfter {
  const { selected } = survey.selection;
  const vanished = vanishedTracks({
    ledger: tree.ledger,
    selected,
    scoped: tree.scoped,
    scope,
    unreadable: survey.unreadable,
    prune,
  });
  const settled = tree.actions.map((action): SettledAction => {
    const outcome = outcomes.get(action.key);
    const failed = outcome?.failure ?? null;
    const key = failed || outcome?.skipped ? null : action.key;
    const { auto_reject_grade: autoRejectGrade } = action.values.curation;
    const error = failed ? failureText(failed) : null;
    return { track: action.track, kind: action.kind, key, error, autoRejectGrade };
  });
  const inScope = { tracks: tree.scoped, kinds: scope.kinds };
  return { vanished, tracks: nextTree(tree.ledger, vanished, selected, inScope, settled) };
}
