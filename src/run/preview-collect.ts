/** What a dry run tells of collecting one tree, and which results that would turn out to lack. Reads cache and export, writes nothing. */
import type { Would } from '../event.ts';
import { changedFiles, ledgerChecker } from '../export/write-tree.ts';
import type { LedgerTrack } from '../plan/ledger.ts';
import { awaitedText } from '../report/would.ts';
import type { SettleInput } from './build-context.ts';
import { countedCollect } from './collect-tree.ts';
import { stageName } from './count-actions.ts';
import { type DecidedCollect, decideCollect } from './decide-collect.ts';
import { keysHolding } from './finish-tree.ts';
import { lostObjects } from './lost-objects.ts';
import type { OwnLook } from './own/plan-own.ts';
import type { Preview } from './preview.ts';
import { type TellInput, tellTracks } from './tell-tracks.ts';
import type { PlannedTree, Tree } from './trees.ts';

export interface PreviewedCollect {
  readonly preview: Preview;
  /** Keys whose result is not whole: the dry run looks again. */
  readonly incomplete: readonly string[];
}

/** `own.pending` holds the keys of all results that are yet to be made. */
export function previewCollect(tree: PlannedTree, own: OwnLook, input: SettleInput): PreviewedCollect {
  const { survey, options, state, world, pipeline } = input;
  const force = options.force.has('collect');
  const decided = decideCollect(tree, own.tracks, { survey, force, prune: options.prune });
  const awaited = [...new Set(own.planned.flatMap((one) => (one.waiting.length > 0 ? [one.stage.name] : [])))];
  const isAwaited = awaited.length > 0 && decided.decision !== 'stale';
  const { isAsLedgerSays } = ledgerChecker(tree.folder, tree.ledger, force);
  const would = isAwaited ? 'may-run' : wouldCollect(decided, tree, isAsLedgerSays, options.prune);
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
  const telling = { tree, store: state.store, cacheFolder: pipeline.cacheFolder, program: world.program, force };
  return { preview, incomplete: isLookedAt ? incompleteOf(own, { ...telling, isAsLedgerSays }) : [] };
}

function wouldCollect(
  { decision }: DecidedCollect,
  { folder, ledger }: Tree,
  isAsLedgerSays: TellInput['isAsLedgerSays'],
  prune: boolean,
): Would | null {
  if (decision === 'up-to-date') return null;
  if (decision === 'stale') return 'run';
  const orphans = Object.values(ledger.files).filter(({ isOrphan }) => isOrphan);
  return changedFiles(folder, { ledger, isAsLedgerSays }).length > 0 || (prune && orphans.length > 0)
    ? 'restore'
    : null;
}

/**
 * Of the results that the tree stands on and that are not to be made anew: those that would be read and are gone, or of whose objects one is to be
 * exported and gone.
 */
function incompleteOf(own: OwnLook, telling: Omit<TellInput, 'tracks'>): string[] {
  const tracks = withoutPending(own);
  const { tree, store, isAsLedgerSays } = telling;
  const { incomplete, newFiles } = tellTracks({ ...telling, tracks }, new Map());
  if (incomplete.length > 0) return [...incomplete];
  const lost = lostObjects({ ledger: tree.ledger, isAsLedgerSays }, newFiles, store);
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
