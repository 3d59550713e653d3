/**
 * What the tree will hold after this build: in-scope tracks as they are now, everything else as the ledger has it. Pure.
 */
import type { SelectedTrack } from '../library/track.ts';
import type { Grade } from '../quality/grade.ts';
import type { Kind } from '../texture/kinds.ts';
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
  const isSettled = new Set(settled.map(({ track, kind }) => `${track.id} ${kind}`));
  for (const track of inScope.tracks) {
    const unwanted = inScope.kinds.filter((kind) => !isSettled.has(`${track.id} ${kind}`));
    next[track.id] = withoutKinds(entryBefore(track), track, unwanted);
  }
  for (const action of settled) next[action.track.id] = withAction(entryBefore(action.track), action);
  return next;
}

type PerKind<T> = Readonly<Partial<Record<Kind, T>>>;

const without = <T>(values: PerKind<T>, kinds: readonly Kind[]): PerKind<T> =>
  Object.fromEntries(Object.entries(values).filter(([kind]) => !kinds.includes(kind as Kind))) as PerKind<T>;

/** Nothing is left out in most trees: then the entry has no word of it. */
const limits = (grades: PerKind<Grade>): Pick<LedgerTrack, 'autoRejectGrades'> =>
  Object.keys(grades).length > 0 ? { autoRejectGrades: grades } : {};

function withoutKinds(before: LedgerTrack | undefined, track: SelectedTrack, kinds: readonly Kind[]): LedgerTrack {
  return {
    track,
    kinds: without(before?.kinds ?? {}, kinds),
    errors: without(before?.errors ?? {}, kinds),
    ...limits(without(before?.autoRejectGrades ?? {}, kinds)),
    ...(before?.own === undefined ? {} : { own: before.own }),
  };
}

function withAction(before: LedgerTrack | undefined, action: SettledAction): LedgerTrack {
  const { track, kind, key, error, autoRejectGrade } = action;
  const others = withoutKinds(before, track, [kind]);
  const kept = before?.kinds[kind];
  return {
    track,
    kinds: key === null && kept === undefined ? others.kinds : { ...others.kinds, [kind]: key ?? kept },
    errors: error === null ? others.errors : { ...others.errors, [kind]: error },
    ...(others.own === undefined ? {} : { own: others.own }),
    ...limits({
      ...others.autoRejectGrades,
      ...(autoRejectGrade === 'none' ? {} : { [kind]: autoRejectGrade }),
    }),
  };
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
