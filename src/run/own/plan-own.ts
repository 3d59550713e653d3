/**
 * What must be done for the own stages of one tree: stage by stage, as each takes what those before it made. Asks the cache, changes nothing and
 * runs nothing.
 */
import type { CacheStore } from '../../cache/store.ts';
import type { SelectedTrack } from '../../library/track.ts';
import { isOwn, type OwnStage, type Pipeline } from '../../pipeline/pipeline.ts';
import type { LedgerTrack, OwnEntry } from '../../plan/ledger.ts';
import { ownActions, sharedName } from '../../plan/own-actions.ts';
import type { FailedWork } from '../build-context.ts';
import type { PlannedTree } from '../trees.ts';
import type { OwnCodes } from './code.ts';
import { type DecidedOwn, decideOwn } from './decide-own.ts';
import { filesTaken } from './files-taken.ts';

export type Tracks = Readonly<Record<string, LedgerTrack>>;

export interface OwnPlanInput {
  readonly pipeline: Pipeline;
  readonly tree: PlannedTree;
  readonly codes: OwnCodes;
  readonly store: CacheStore;
  /** Keys whose cached result is not whole. */
  readonly distrusted: ReadonlySet<string>;
  /** Stages to run whatever the cache says. */
  readonly force: ReadonlySet<string>;
  /** Stages that are to be made. */
  readonly targets: ReadonlySet<string>;
}

/** How far the stages before have come. */
export interface OwnState {
  readonly tracks: Tracks;
  /** `<stage> <track id>` of files that are not known before other actions have run. */
  readonly waiting: ReadonlySet<string>;
  /** The same, of files that nothing of this build will make known: something failed before, or is damaged and not needed otherwise. */
  readonly blocked: ReadonlySet<string>;
  /** Keys of results that are yet to be made, or made anew, by those before; none where those have run. */
  readonly pending: ReadonlySet<string>;
}

/** A track of which a stage takes what others have yet to make, and the names of those. */
export interface WaitingTrack {
  readonly track: SelectedTrack;
  readonly awaited: readonly string[];
}

export interface PlannedStage {
  readonly stage: OwnStage;
  readonly profileName: string;
  readonly actions: readonly DecidedOwn[];
  /** Ids of tracks whose files are known, be they none. */
  readonly settled: ReadonlySet<string>;
  readonly waiting: readonly WaitingTrack[];
  readonly blocked: readonly SelectedTrack[];
  readonly failures: readonly FailedWork[];
}

export const wantedStages = ({ pipeline, targets }: Pick<OwnPlanInput, 'pipeline' | 'targets'>): OwnStage[] =>
  pipeline.stages.filter(isOwn).filter(({ name }) => targets.has(name));

export interface OwnLook extends OwnState {
  readonly planned: readonly PlannedStage[];
}

/** What would be done, and what the tree would hold of it, if all went well. `pending` are keys that trees before this one are about to make. */
export function lookAtOwnStages(tracks: Tracks, pending: ReadonlySet<string>, input: OwnPlanInput): OwnLook {
  let state: OwnState = { ...ownStateOf(tracks, input), pending };
  const planned: PlannedStage[] = [];
  for (const stage of wantedStages(input)) {
    const one = planStage(stage, state, input);
    planned.push(one);
    const stale = one.actions.filter(({ decision }) => decision === 'stale').map(({ key }) => key);
    state = { ...stateAfter(one, state, new Map()), pending: new Set([...state.pending, ...stale]) };
  }
  return { ...state, planned };
}

/** Before the first stage. */
export const ownStateOf = (tracks: Tracks, input: Pick<OwnPlanInput, 'tree' | 'pipeline'>): OwnState => ({
  tracks: withoutGone(tracks, input),
  waiting: new Set(),
  blocked: new Set(),
  pending: new Set(),
});

/** In scope, what stages made that are no longer there goes. */
function withoutGone(tracks: Tracks, { tree, pipeline }: Pick<OwnPlanInput, 'tree' | 'pipeline'>): Tracks {
  const names = new Set(pipeline.stages.filter(isOwn).map(({ name }) => name));
  const scoped = new Set(tree.scoped.map(({ id }) => id));
  const keep = (entry: LedgerTrack): LedgerTrack => {
    if (entry.own === undefined || !scoped.has(entry.track.id)) return entry;
    const own = Object.fromEntries(Object.entries(entry.own).filter(([name]) => names.has(name)));
    const { own: _, ...others } = entry;
    return Object.keys(own).length > 0 ? { ...others, own } : others;
  };
  return Object.fromEntries(Object.entries(tracks).map(([id, entry]) => [id, keep(entry)]));
}

export function planStage(stage: OwnStage, state: OwnState, input: OwnPlanInput): PlannedStage {
  const { tree, codes, store, distrusted, force } = input;
  const actions: DecidedOwn[] = [];
  const waiting: WaitingTrack[] = [];
  const blocked: SelectedTrack[] = [];
  const failures: FailedWork[] = [];
  const settled = new Set<string>();
  const code = codes.get(stage)?.lines ?? [];
  const asked = { store, distrusted, pending: state.pending, force: force.has(stage.name) };
  for (const entry of ofThisBuild(stage, state.tracks, input)) {
    const { track } = entry;
    const { files, awaited, isBlocked } = filesTaken(stage, entry, state, input);
    const twice = sharedName(files);
    if (isBlocked) blocked.push(track);
    else if (awaited.length > 0) waiting.push({ track, awaited });
    else if (twice !== null) failures.push(ambiguous(stage, track, twice));
    else {
      settled.add(track.id);
      const last = tree.ledger.tracks[track.id]?.own?.[stage.name];
      const made = ownActions({ stage, code, track, profileName: tree.profile.name, files });
      actions.push(...made.map((action) => decideOwn(action, last, asked)));
    }
  }
  return { stage, profileName: tree.profile.name, actions, settled, waiting, blocked, failures };
}

const ambiguous = ({ name }: OwnStage, { slug }: SelectedTrack, twice: string): FailedWork => ({
  failure: { reason: 'stage-failed', stage: name, detail: `two files that it takes are called ${twice}` },
  track: slug,
});

/** Tracks in scope, and others of which the cache has lost something that the tree holds. */
function ofThisBuild(stage: OwnStage, tracks: Tracks, { tree, distrusted }: OwnPlanInput): LedgerTrack[] {
  const scoped = new Set(tree.scoped.map(({ id }) => id));
  return Object.values(tracks).filter(
    ({ track, own }) => scoped.has(track.id) || (own?.[stage.name]?.keys.some((key) => distrusted.has(key)) ?? false),
  );
}

/** `errors` by action key. What failed leaves of its track what the tree had, with the error beside it; of what takes nothing, nothing is left. */
export function stateAfter(planned: PlannedStage, before: OwnState, errors: ReadonlyMap<string, string>): OwnState {
  const { stage, settled, waiting, blocked } = planned;
  const placeOf = ({ id }: SelectedTrack): string => `${stage.name} ${id}`;
  const entries = entriesOf(planned, before.tracks, errors);
  const withMade = ([id, entry]: [string, LedgerTrack]): [string, LedgerTrack] => {
    if (!settled.has(id)) return [id, entry];
    const { own: { [stage.name]: _, ...others } = {}, ...rest } = entry;
    const made = entries.get(id);
    const own = made === undefined ? others : { ...others, [stage.name]: made };
    return [id, Object.keys(own).length > 0 ? { ...rest, own } : rest];
  };
  return {
    tracks: Object.fromEntries(Object.entries(before.tracks).map(withMade)),
    waiting: new Set([...before.waiting, ...waiting.map(({ track }) => placeOf(track))]),
    blocked: new Set([...before.blocked, ...blocked.map(placeOf)]),
    pending: before.pending,
  };
}

function entriesOf({ stage, actions }: PlannedStage, tracks: Tracks, errors: ReadonlyMap<string, string>) {
  const entries = new Map<string, OwnEntry>();
  for (const id of new Set(actions.map(({ track }) => track.id))) {
    const keys = actions.filter(({ track }) => track.id === id).map(({ key }) => key);
    const error = keys.map((key) => errors.get(key)).find((text) => text !== undefined) ?? null;
    const before = tracks[id]?.own?.[stage.name]?.keys ?? [];
    entries.set(id, { keys: error === null ? keys : before, error });
  }
  return entries;
}
