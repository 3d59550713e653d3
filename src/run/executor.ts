/**
 * Where jobs are carried out. `Executor` is what the run knows; `ChildProcesses` carries them out in processes of this machine. A job
 * names everything by value, so that an executor elsewhere could do it too. Knows nothing of plans.
 */
import type { Failure } from '../failure.ts';
import type { AudioIdentity } from '../library/audio.ts';
import type { FileStamp } from '../library/file-stamp.ts';
import type { Profile } from '../pipeline/profile.ts';
import type { Fingerprint } from '../plan/fingerprint.ts';
import type { Result } from '../result.ts';
import type { Kind } from '../texture/kinds.ts';
import type { KindResult } from '../texture/record.ts';

/** All stale actions of one track. */
export interface RenderJob {
  readonly track: string;
  /** The file; base64 where its name is no UTF-8. */
  readonly source: { readonly path: string; readonly base64: boolean };
  readonly identity: AudioIdentity;
  /** What the bytes at `source` looked like when they were hashed. */
  readonly stamp: FileStamp;
  readonly cacheFolder: string;
  readonly ffmpeg: string | null;
  /** What the hearing of the track depends on: under this it is kept in the cache. */
  readonly hearing: Fingerprint;
  /** Whether to hear the track whatever the cache says. */
  readonly hearAgain: boolean;
  readonly requests: readonly { readonly kind: Kind; readonly profile: Profile }[];
}

export interface JobOptions {
  readonly timeoutSeconds: number;
  readonly signal: AbortSignal;
}

/** `Job` and `Answer` are plain values. An executor for renders answers in the order of the job's requests. */
export interface Executor<Job = RenderJob, Answer = KindResult[]> {
  /** Never rejects: what goes wrong is a failure. */
  run(job: Job, options: JobOptions): Promise<Result<Answer, Failure>>;
  /** Ends idle and running work; resolves when nothing of it is left. */
  close(): Promise<void>;
}
