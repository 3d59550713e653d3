/** What a dry run tells of collecting one tree, and which results that would turn out to lack. Reads cache and export, writes nothing. */
import type { CacheStore } from '../cache/store.ts';
import { project } from '../document/projection.ts';
import type { Would } from '../event.ts';
import { changedFiles } from '../export/write-tree.ts';
import type { Ledger, LedgerTrack } from '../plan/ledger.ts';
import { awaitedText } from '../report/would.ts';
import type { SettleInput } from './build-context.ts';
import { readResults } from './collect-input.ts';
import { countedCollect } from './collect-tree.ts';
import { stageName } from './count-actions.ts';
import { type DecidedCollect, decideCollect } from './decide-collect.ts';
import { keysHolding } from './finish-tree.ts';
import { lostObjects } from './lost-objects.ts';
import type { OwnLook } from './own/plan-own.ts';
import type { Preview } from './preview.ts';
import type { PlannedTree, Tree } from './trees.ts';

export interface PreviewedCollect {
  readonly preview: Preview;
  /** Keys whose result is not whole: the dry run looks again. */
  readonly incomplete: readonly string[];
}

/** `own.pending` holds the keys of all results that are yet to be made. */
export function previewCollect(tree: PlannedTree, own: OwnLook, input: SettleInput): PreviewedCollect {
  const { survey, options, state } = input;
  const force = options.force.has('collect');
  const decided = decideCollect(tree, own.tracks, { survey, force, prune: options.prune });
  const awaited = [...new Set(own.planned.flatMap((one) => (one.waiting.length > 0 ? [one.stage.name] : [])))];
  const isAwaited = awaited.length > 0 && decided.decision !== 'stale';
  const look = { treeFolder: tree.folder, ledger: tree.ledger, compareAll: force };
  const would = isAwaited ? 'may-run' : wouldOf(decided, look, options.prune);
  const preview: Preview = {
    action: countedCollect(tree),
    would,
    event: {
      stage: stageName(input, 'collect'),
      profile: tree.profile.name,
      reason: isAwaited ? awaitedText(awaited) : decided.reason,
    },
  };
  const isLookedAt = decided.decision !== 'up-to-date';
  return { preview, incomplete: isLookedAt ? incompleteOf(tree, own, force, state.store) : [] };
}

type Look = { readonly treeFolder: string; readonly ledger: Ledger; readonly compareAll: boolean };

function wouldOf({ decision }: DecidedCollect, look: Look, prune: boolean): Would | null {
  if (decision === 'up-to-date') return null;
  if (decision === 'stale') return 'run';
  const orphans = Object.values(look.ledger.files).filter(({ isOrphan }) => isOrphan);
  return changedFiles(look).length > 0 || (prune && orphans.length > 0) ? 'restore' : null;
}

/** Of the results that the tree stands on and that are not to be made anew: those that are gone, or of whose objects one is to be exported and gone. */
function incompleteOf(tree: Tree, own: OwnLook, compareAll: boolean, store: CacheStore): string[] {
  const tracks = withoutPending(own);
  const read = readResults(tracks, store);
  if (read.incomplete.length > 0) return read.incomplete;
  const look = { treeFolder: tree.folder, ledger: tree.ledger, compareAll };
  const lost = lostObjects(look, project(read.tracks, tree.profile.base), store);
  return lost.length === 0 ? [] : keysHolding(lost, tracks, store);
}

/** What the tree holds of results that are there now. */
function withoutPending({ tracks, pending, waiting }: OwnLook): Record<string, LedgerTrack> {
  const isThere = (key: string): boolean => !pending.has(key);
  return Object.fromEntries(
    Object.entries(tracks).map(([id, { kinds, own = {}, ...entry }]) => [
      id,
      {
        ...entry,
        kinds: Object.fromEntries(Object.entries(kinds).filter(([, key]) => isThere(key))),
        own: Object.fromEntries(
          Object.entries(own)
            .filter(([stage]) => !waiting.has(`${stage} ${id}`))
            .map(([stage, made]) => [stage, { ...made, keys: made.keys.filter(isThere) }]),
        ),
      },
    ]),
  );
}
