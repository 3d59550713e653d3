/**
 * Everything that can go wrong in a foreseen way, as one union. Each reason has typed fields; how they are worded for people is
 * the business of `report/failure.ts`. Knows nothing of exit codes or colours.
 *
 * A failure is of the environment or of the configuration and is never cached. What is wrong with the *bytes* of a source
 * (unreadable, truncated, silent) is a verdict, which is a result like any other: see `library/audio.ts`.
 */

/** A place in a text file, 1-based, for the reader's editor. */
export interface SourcePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export type Failure =
  | { readonly reason: 'usage'; readonly message: string; readonly hint?: string }
  | {
      readonly reason: 'configuration-invalid';
      readonly message: string;
      readonly hint?: string;
      /** Where in the file, with that line's text; absent for values that came from the command line. */
      readonly position?: SourcePosition;
      readonly lineText?: string;
    }
  | { readonly reason: 'file-missing'; readonly path: string; readonly what: string; readonly hint?: string }
  | { readonly reason: 'library-missing'; readonly path: string }
  | {
      readonly reason: 'library-empty';
      readonly path: string;
      readonly filesSeen: number;
      readonly lastBuildTracks: number;
    }
  | { readonly reason: 'disk-full'; readonly path: string; readonly neededBytes: number; readonly freeBytes: number }
  | { readonly reason: 'io'; readonly operation: string; readonly path: string; readonly code: string }
  | { readonly reason: 'timeout'; readonly limitSeconds: number }
  | { readonly reason: 'out-of-memory'; readonly detail: string }
  | {
      readonly reason: 'worker-crashed';
      readonly exitCode: number | null;
      readonly signal: string | null;
      readonly detail: string;
    }
  | {
      readonly reason: 'decoder-missing';
      readonly path: string;
      readonly container: string;
      readonly tried: readonly string[];
    }
  | { readonly reason: 'decoder-failed'; readonly path: string; readonly detail: string }
  | { readonly reason: 'source-changed'; readonly path: string }
  /** A stage of the user's own threw, or ended with another exit code than 0, or gave what is no file. */
  | { readonly reason: 'stage-failed'; readonly stage: string; readonly detail: string }
  /** What a result refers to is gone from the cache or damaged: whoever made it must make it again. */
  | { readonly reason: 'object-damaged'; readonly digest: string }
  | { readonly reason: 'export-occupied'; readonly path: string }
  | { readonly reason: 'locked'; readonly path: string; readonly holder: string }
  | { readonly reason: 'interrupted'; readonly signal: 'SIGINT' | 'SIGTERM' }
  | { readonly reason: 'bug'; readonly message: string; readonly stack: string };

export type FailureReason = Failure['reason'];
