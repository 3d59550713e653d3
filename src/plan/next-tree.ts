/**
 * What the tree will hold after this build: in-scope tracks as they are now, everything else as the ledger has it. Pure.
 */
import type { SelectedTrack } from '../library/track.ts';
import type { Kind } from '../texture/texture.ts';
import type { Ledger, LedgerTrack } from './ledger.ts';
import type { Vanished } from './vanished.ts';

/** What became of one in-scope action. */
export interface SettledAction {
  readonly track: SelectedTrack;
  readonly kind: Kind;
  /** The key to take the result from; null when it failed or was skipped. */
  readonly key: string | null;
  readonly error: string | null;
}

/** Tracks of the next ledger, by id. A kind that failed keeps what the tree had of it, with the error beside it. */
export function nextTree(
  ledger: Ledger,
  vanished: Vanished,
  selected: readonly SelectedTrack[],
  settled: readonly SettledAction[],
): Record<string, LedgerTrack> {
  const next: Record<string, LedgerTrack> = {};
  for (const entry of [...vanished.kept, ...vanished.untouched]) next[entry.track.id] = entry;
  keepOutOfScope(next, ledger, selected, settled);
  const byPath = new Map(Object.values(ledger.tracks).map((entry) => [entry.track.relPath, entry]));
  for (const { track, kind, key, error } of settled) {
    const before = next[track.id] ?? ledger.tracks[track.id] ?? byPath.get(track.relPath);
    const { [kind]: _, ...otherErrors } = before?.errors ?? {};
    next[track.id] = {
      track,
      kinds: key === null ? (before?.kinds ?? {}) : { ...before?.kinds, [kind]: key },
      errors: error === null ? otherErrors : { ...otherErrors, [kind]: error },
    };
  }
  return next;
}

/** Tracks that are still selected but not in scope stay; one whose name an in-scope track now has moves to its own new name. */
function keepOutOfScope(
  next: Record<string, LedgerTrack>,
  ledger: Ledger,
  selected: readonly SelectedTrack[],
  settled: readonly SettledAction[],
): void {
  const scopedIds = new Set(settled.map(({ track }) => track.id));
  const scopedSlugs = new Set(settled.map(({ track }) => track.slug));
  for (const track of selected) {
    const entry = ledger.tracks[track.id];
    if (!entry || scopedIds.has(track.id)) continue;
    const { isKept: _, ...back } = entry;
    next[track.id] = scopedSlugs.has(entry.track.slug) ? { ...back, track } : back;
  }
}
