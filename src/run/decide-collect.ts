/** What must be done to collect a tree, and why: the same for the build that does it and for the dry run that tells it. Looks at the export's folders. */
import type { Decision } from '../plan/decide.ts';
import type { LedgerTrack } from '../plan/ledger.ts';
import type { Survey } from './survey.ts';
import type { Tree } from './trees.ts';
import { collectKeyOf, type SeenFolders, seenUpToDate, selectKeyOf } from './up-to-date.ts';

export interface DecidedCollect {
  readonly key: string;
  /** `restore` where the tree is to hold what it held, and not all of that is there. */
  readonly decision: Decision;
  readonly reason: string;
  /** Of a tree that is up to date. */
  readonly folders: SeenFolders;
}

export interface CollectQuestions {
  readonly survey: Survey;
  /** Whether every file is compared. */
  readonly force: boolean;
  readonly prune: boolean;
}

type Tracks = Readonly<Record<string, LedgerTrack>>;

export function decideCollect(tree: Tree, tracks: Tracks, { survey, force, prune }: CollectQuestions): DecidedCollect {
  const key = collectKeyOf(tree, tracks, survey);
  const { ledger } = tree;
  if (ledger.collectKey !== key) return { key, decision: 'stale', reason: whyStale(tree, survey), folders: {} };
  const hasOrphans = Object.values(ledger.files).some(({ isOrphan }) => isOrphan);
  const folders = force || (prune && hasOrphans) ? null : seenUpToDate(tree, key);
  return folders === null
    ? { key, decision: 'restore', reason: 'files of the export were lost or changed', folders: {} }
    : { key, decision: 'up-to-date', reason: 'nothing it depends on has changed', folders };
}

function whyStale(tree: Tree, survey: Survey): string {
  const { ledger } = tree;
  if (ledger.collectKey === '')
    return Object.keys(ledger.files).length === 0 ? 'never collected' : 'not finished the last time';
  if (ledger.selectKey !== selectKeyOf(survey)) return 'the catalog or the selection changed';
  const isOfTracks = collectKeyOf(tree, ledger.tracks, survey) === ledger.collectKey;
  return isOfTracks ? 'what some tracks are made into changed' : 'the profile or what is rejected changed';
}
