/**
 * discover: which files of the library hold audio, and who they are. The scan and the hashing are done by the ports of the run; this
 * stage turns what they found into tracks and rejections, sorted by path.
 */
import type { AudioIdentity, AudioRejection } from '../src/library/audio.ts';
import { trackId } from '../src/library/slug.ts';
import type { FoundTrack, RejectedFile } from '../src/library/track.ts';

/** A file of the library and what its bytes turned out to be. */
export type SeenFile = { readonly relPath: string; readonly sizeBytes: number } & (
  | { readonly identity: AudioIdentity }
  | { readonly rejection: AudioRejection }
  | { readonly unreadable: string }
);

/** Something in the library that is no regular readable file: a broken link, a fifo, a folder named like a track. */
export interface Diagnostic {
  readonly relPath: string;
  readonly reason: string;
  readonly isUnreadable: boolean;
}

export interface Discovered {
  readonly tracks: readonly FoundTrack[];
  readonly rejected: readonly RejectedFile[];
}

const READABLE = 'a regular file that can be read';

const reject = (relPath: string, verdict: Pick<RejectedFile, 'rule' | 'measured' | 'threshold'>): RejectedFile => ({
  id: null,
  relPath,
  stage: 'discover',
  ...verdict,
});

const refuse = (relPath: string, reason: string, isUnreadable: boolean): RejectedFile =>
  reject(relPath, { rule: isUnreadable ? 'unreadable' : 'not-a-file', measured: reason, threshold: READABLE });

const byPath = (a: { relPath: string }, b: { relPath: string }): number =>
  a.relPath < b.relPath ? -1 : a.relPath > b.relPath ? 1 : 0;

export function discover(files: readonly SeenFile[], diagnostics: readonly Diagnostic[]): Discovered {
  const tracks: FoundTrack[] = [];
  const rejected = diagnostics.map(({ relPath, reason, isUnreadable }) => refuse(relPath, reason, isUnreadable));
  for (const file of files) {
    const { relPath, sizeBytes } = file;
    if ('rejection' in file) rejected.push(reject(relPath, file.rejection));
    else if ('unreadable' in file) rejected.push(refuse(relPath, file.unreadable, true));
    else tracks.push({ id: trackId(file.identity.payloadDigest), relPath, sizeBytes, ...file.identity });
  }
  return { tracks: tracks.sort(byPath), rejected: rejected.sort(byPath) };
}
