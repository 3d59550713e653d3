/**
 * The export trees of a build, one a profile: where each lies, what it was last made of, and what its in-scope actions need. Reads the
 * ledgers; decides nothing itself.
 */
import { join } from 'node:path';
import { indexName, readIndex } from '../cache/index-file.ts';
import type { CacheStore } from '../cache/store.ts';
import { recoverLedger } from '../export/recover-ledger.ts';
import type { SelectedTrack } from '../library/track.ts';
import type { Pipeline, ResolvedProfile } from '../pipeline/pipeline.ts';
import { type DecidedAction, decide } from '../plan/decide.ts';
import type { Ledger } from '../plan/ledger.ts';
import { type ByteShapers, type RenderAction, renderActions } from '../plan/render-actions.ts';
import { type Scope, tracksInScope } from '../plan/scope.ts';
import { ok, type Result } from '../result.ts';
import { KINDS, type Kind } from '../texture/kinds.ts';
import { isWholeResult } from './whole-result.ts';

export interface Tree {
  readonly folder: string;
  readonly profile: ResolvedProfile;
  readonly ledger: Ledger;
  readonly ledgerName: string;
}

export interface PlannedTree extends Tree {
  readonly scoped: readonly SelectedTrack[];
  readonly actions: readonly DecidedAction[];
}

/** The first profile's tree is the export itself, every other's a folder in it. */
export function openTrees(pipeline: Pipeline): Tree[] {
  return pipeline.profiles.map((profile, index) => {
    const folder = index === 0 ? pipeline.exportFolder : join(pipeline.exportFolder, profile.name);
    const ledgerName = indexName('export', folder);
    const ledger = readIndex<Ledger>(pipeline.cacheFolder, ledgerName) ?? recoverLedger(folder, profile.name);
    return { folder, profile, ledger, ledgerName };
  });
}

export interface PlanTreesInput {
  readonly trees: readonly Tree[];
  readonly selected: readonly SelectedTrack[];
  readonly scope: Scope;
  readonly shapers: ByteShapers;
  readonly store: CacheStore;
  readonly forceRender: boolean;
  /** Actions whose result turned out to be incomplete: they run again whatever the cache says. */
  readonly distrusted: ReadonlySet<string>;
}

export function planTrees(input: PlanTreesInput): Result<PlannedTree[]> {
  const { store, scope } = input;
  const scoped = tracksInScope(input.selected, scope);
  const known = {
    has: (key: string) => !input.distrusted.has(key) && store.hasAction(key),
    isWhole: (key: string) => isWholeResult(store, key),
    fingerprintOf: (key: string) => store.readAction(key)?.fingerprint ?? null,
  };
  const planned: PlannedTree[] = [];
  for (const tree of input.trees) {
    const actions = renderActions({
      tracks: scoped,
      kinds: scope.kinds,
      profile: tree.profile,
      shapers: input.shapers,
    });
    if (!actions.ok) return actions;
    const lost = lostActions(tree, actions.value, input);
    if (!lost.ok) return lost;
    const wanted = [...actions.value, ...lost.value];
    planned.push({ ...tree, scoped, actions: decide(wanted, tree.ledger, known, input.forceRender) });
  }
  return ok(planned);
}

/** Out of scope, but in the tree, and the cache has lost the result: without it the tree cannot be described, so it is made again. */
function lostActions(tree: Tree, inScope: readonly RenderAction[], input: PlanTreesInput): Result<RenderAction[]> {
  const isLost = (id: string, kind: Kind): boolean => input.distrusted.has(tree.ledger.tracks[id]?.kinds[kind] ?? '');
  const tracks = input.selected.filter(({ id }) => KINDS.some((kind) => isLost(id, kind)));
  const actions = renderActions({ tracks, kinds: KINDS, profile: tree.profile, shapers: input.shapers });
  if (!actions.ok) return actions;
  const keys = new Set(inScope.map(({ key }) => key));
  return ok(actions.value.filter(({ track, kind, key }) => isLost(track.id, kind) && !keys.has(key)));
}
