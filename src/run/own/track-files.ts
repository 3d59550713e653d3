/** The files of a track that own stages take: its textures as the tree will hold them, and what other own stages made of it. */
import type { CacheStore } from '../../cache/store.ts';
import { projectTrack } from '../../document/projection.ts';
import type { Profile } from '../../pipeline/profile.ts';
import type { LedgerTrack } from '../../plan/ledger.ts';
import type { OwnResult, TrackFile } from '../../plan/own-actions.ts';
import { readResults } from '../collect-input.ts';

/** Null when some of it is not rendered yet, or lost. */
export function textureFilesOf(entry: LedgerTrack, profile: Profile, store: CacheStore): TrackFile[] | null {
  const { own: _, ...rendered } = entry;
  const { tracks, incomplete } = readResults({ [entry.track.id]: rendered }, store);
  if (incomplete.length > 0) return null;
  return projectTrack(tracks[0], profile).exported.map(({ record }) => ({
    name: `${record.name}.wav`,
    objectDigest: record.objectDigest,
    sizeBytes: record.sizeBytes,
  }));
}

/** What the actions of those keys made; null when one is not there. */
export function ownFilesOf(keys: readonly string[], store: CacheStore): TrackFile[] | null {
  const results = keys.map((key) => store.readAction<OwnResult>(key));
  return results.includes(null) ? null : results.flatMap((result) => result?.value.files ?? []);
}
