/**
 * What the tree will hold after this build: in-scope tracks as they are now, everything else as the ledger has it. Pure.
 */
import type { SelectedTrack } from '../library/track.ts';
import type { Grade } from '../quality/grade.ts';
import { KINDS, type Kind } from '../texture/kinds.ts';
import type { Ledger, LedgerTrack } from './ledger.ts';
import type { Vanished } from './vanished.ts';

/** What became of one in-scope action. */
export interface SettledAction {
  readonly track: SelectedTrack;
  readonly kind: Kind;
  /** The key to take the result from; null when it failed or was skipped. */
  readonly key: string | null;
  readonly error: string | null;
  /** Textures of that grade or worse are left out of the tree. */
  readonly autoRejectGrade: 'none' | Grade;
}

/** Which tracks and kinds a build is about. */
export interface InScope {
  readonly tracks: readonly SelectedTrack[];
  readonly kinds: readonly Kind[];
}

/**
 * Tracks of the next ledger, by id. A kind that failed keeps what the tree had of it, with the error beside it; one in scope that nothing
 * was settled about is not wanted, and goes.
 */
export function nextTree(
  ledger: Ledger,
  vanished: Vanished,
  selected: readonly SelectedTrack[],
  inScope: InScope,
  settled: readonly SettledAction[],
): Record<string, LedgerTrack> {
  const next: Record<string, LedgerTrack> = {};
  for (const entry of [...vanished.kept, ...vanished.untouched]) next[entry.track.id] = entry;
  keepOutOfScope(next, ledger, selected, [...inScope.tracks, ...settled.map(({ track }) => track)]);
  const byPath = new Map(Object.values(ledger.tracks).map((entry) => [entry.track.relPath, entry]));
  const entryBefore = (track: SelectedTrack): LedgerTrack | undefined =>
    next[track.id] ?? ledger.tracks[track.id] ?? byPath.get(track.relPath);
  const ofTrack = new Map<string, SettledAction[]>(inScope.tracks.map(({ id }) => [id, []]));
  for (const action of settled) {
    const actions = ofTrack.get(action.track.id);
    if (actions) actions.push(action);
    else ofTrack.set(action.track.id, [action]);
  }
  for (const track of inScope.tracks)
    next[track.id] = settledEntry(entryBefore(track), track, ofTrack.get(track.id) ?? [], inScope.kinds);
  const scopedIds = new Set(inScope.tracks.map(({ id }) => id));
  for (const [id, actions] of ofTrack)
    if (!scopedIds.has(id)) next[id] = settledEntry(entryBefore(actions[0].track), actions[0].track, actions, []);
  return next;
}

type PerKind<T> = Partial<Record<Kind, T>>;

/** `inScope` are the kinds of which the track has what `actions` say and no more; of all other kinds it keeps what it had. */
function settledEntry(
  before: LedgerTrack | undefined,
  track: SelectedTrack,
  actions: readonly SettledAction[],
  inScope: readonly Kind[],
): LedgerTrack {
  const [kinds, errors, grades]: [PerKind<string>, PerKind<string>, PerKind<Grade>] = [{}, {}, {}];
  for (const kind of KINDS) {
    const action = actions.find((one) => one.kind === kind);
    if (action === undefined && inScope.includes(kind)) continue;
    put(kinds, kind, action?.key ?? before?.kinds[kind]);
    put(errors, kind, action === undefined ? before?.errors[kind] : action.error);
    const { autoRejectGrade = before?.autoRejectGrades?.[kind] } = action ?? {};
    put(grades, kind, autoRejectGrade === 'none' ? null : autoRejectGrade);
  }
  return {
    track,
    kinds,
    errors,
    // Nothing is left out in most trees: then the entry has no word of it.
    ...(Object.keys(grades).length > 0 ? { autoRejectGrades: grades } : {}),
    ...(before?.own === undefined ? {} : { own: before.own }),
  };
}

function put<T>(values: PerKind<T>, kind: Kind, value: T | null | undefined): void {
  if (value !== null && value !== undefined) values[kind] = value;
}

/** Tracks that are still selected but not in scope stay; one whose name an in-scope track now has moves to its own new name. */
function keepOutOfScope(
  next: Record<string, LedgerTrack>,
  ledger: Ledger,
  selected: readonly SelectedTrack[],
  scoped: readonly SelectedTrack[],
): void {
  const scopedIds = new Set(scoped.map(({ id }) => id));
  const scopedSlugs = new Set(scoped.map(({ slug }) => slug));
  for (const track of selected) {
    const entry = ledger.tracks[track.id];
    if (!entry || scopedIds.has(track.id)) continue;
    const { isKept: _, ...back } = entry;
    next[track.id] = scopedSlugs.has(entry.track.slug) ? { ...back, track } : back;
  }
}
