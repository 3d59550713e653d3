/**
 * What becomes of tracks that are in the tree but no longer selected: replaced by what now lies at their path, removed, or kept
 * because so many are gone at once that a missing disk is likelier than a clean-up. Pure.
 */
import type { SelectedTrack } from '../library/track.ts';
import type { Ledger, LedgerTrack } from './ledger.ts';
import { mayRemove, type Scope } from './scope.ts';

/** Beyond this share of the last build's tracks, nothing is removed without `--prune`. */
const LARGEST_SHARE_REMOVED = 0.5;

export interface Vanished {
  readonly removed: readonly LedgerTrack[];
  /** Gone from the library, kept in the tree until `--prune`. */
  readonly kept: readonly LedgerTrack[];
  /** Out of this build's scope: none of its business. */
  readonly untouched: readonly LedgerTrack[];
}

export interface VanishedInput {
  readonly ledger: Ledger;
  readonly selected: readonly SelectedTrack[];
  /** Those of `selected` that this build is about. */
  readonly scoped: readonly SelectedTrack[];
  readonly scope: Scope;
  /** Files and folders that are there but could not be read this time: what was made of them stays. */
  readonly unreadable: readonly string[];
  readonly prune: boolean;
}

type Fate = 'replaced' | 'gone' | 'untouched';

export function vanishedTracks({ ledger, selected, scoped, scope, unreadable, prune }: VanishedInput): Vanished {
  const ids = new Set(selected.map((track) => track.id));
  const isSuccessorIn = placesOf(scoped);
  const hasOutsideSuccessor = placesOf(selected);
  const fateOf = (entry: LedgerTrack): Fate => {
    if (isSuccessorIn(entry)) return 'replaced';
    if (isWithin(entry.track.relPath, unreadable)) return 'untouched';
    return hasOutsideSuccessor(entry) || !mayRemove(entry.track, scope) ? 'untouched' : 'gone';
  };
  const last = Object.values(ledger.tracks);
  const fates = last.filter(({ track }) => !ids.has(track.id)).map((entry) => ({ entry, fate: fateOf(entry) }));
  const having = (fate: Fate) => fates.filter((one) => one.fate === fate).map(({ entry }) => entry);
  const gone = having('gone');
  const keptBefore = prune ? [] : gone.filter(({ isKept }) => isKept);
  const goneNow = gone.filter((entry) => !keptBefore.includes(entry));
  const inLibraryBefore = last.filter(({ isKept }) => !isKept).length;
  const protect = !prune && goneNow.length > inLibraryBefore * LARGEST_SHARE_REMOVED;
  return {
    removed: protect ? having('replaced') : [...having('replaced'), ...goneNow],
    kept: (protect ? gone : keptBefore).map((entry) => ({ ...entry, isKept: true })),
    untouched: having('untouched'),
  };
}

const isWithin = (relPath: string, places: readonly string[]): boolean =>
  places.some((place) => place === '' || relPath === place || relPath.startsWith(`${place}/`));

/** Whether an entry's path or name in the tree now belongs to one of `tracks`. */
function placesOf(tracks: readonly SelectedTrack[]): (entry: LedgerTrack) => boolean {
  const paths = new Set(tracks.map((track) => track.relPath));
  const slugs = new Set(tracks.map((track) => track.slug));
  return ({ track }) => paths.has(track.relPath) || slugs.has(track.slug);
}
