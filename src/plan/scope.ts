/** Which tracks and kinds a build is about. Whatever is out of scope is neither rendered nor removed nor forgotten. Pure. */
import { matchesGlob } from '../library/pattern.ts';
import type { SelectedTrack } from '../library/track.ts';
import { KINDS, type Kind } from '../texture/kinds.ts';

export interface Scope {
  /** Globs over library path or slug; empty means all. */
  readonly only: readonly string[];
  readonly kinds: readonly Kind[];
  /** 0-based, over the selected tracks in score order, after `only`. */
  readonly startIndex: number;
  readonly count: number | null;
}

export const WHOLE: Scope = { only: [], kinds: KINDS, startIndex: 0, count: null };

type NamedTrack = Pick<SelectedTrack, 'relPath' | 'slug'>;

const matchesOnly = (track: NamedTrack, scope: Scope): boolean =>
  scope.only.length === 0 ||
  scope.only.some((glob) => matchesGlob(track.relPath, glob) || matchesGlob(track.slug, glob));

/** The selected tracks that are in scope, in the order given. */
export function tracksInScope(selected: readonly SelectedTrack[], scope: Scope): SelectedTrack[] {
  const matching = selected.filter((track) => matchesOnly(track, scope));
  return matching.slice(scope.startIndex, scope.count === null ? undefined : scope.startIndex + scope.count);
}

/** Whether a track that is no longer selected may be removed: a window over the selected tracks cannot speak of those. */
export const mayRemove = (track: NamedTrack, scope: Scope): boolean =>
  scope.startIndex === 0 &&
  scope.count === null &&
  KINDS.every((kind) => scope.kinds.includes(kind)) &&
  matchesOnly(track, scope);
