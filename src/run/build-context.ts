/** What the parts of a build share: what was asked for, the world it happens in, and what is remembered between its rounds. Types only. */
import type { CacheStore } from '../cache/store.ts';
import type { EmitEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Scope } from '../plan/scope.ts';
import type { Executor } from './executor.ts';
import type { OwnCodes } from './own/code.ts';
import type { OwnExecutor } from './own/run-own.ts';
import type { Preview } from './preview.ts';
import type { Survey } from './survey.ts';
import type { Tally } from './tally.ts';
import type { PlannedTree } from './trees.ts';
import type { SeenFolders } from './up-to-date.ts';

export interface BuildOptions {
  readonly scope: Scope;
  /** Identities of the stages to make. */
  readonly targets: ReadonlySet<string>;
  readonly jobs: number;
  /** Identities of the stages to run whatever the cache says. */
  readonly force: ReadonlySet<string>;
  readonly failFast: boolean;
  readonly prune: boolean;
  /** Look and tell, write nothing. */
  readonly dryRun: boolean;
  /** Whether stages may run programs. */
  readonly allowCommands: boolean;
  /** Digest of all that was asked, for the standing record; null for a build that keeps none. */
  readonly request: string | null;
}

export interface BuildWorld {
  readonly emit: EmitEvent;
  readonly signal: AbortSignal;
  /** For at most so many jobs at once. */
  readonly openExecutor: (atOnce: number) => Executor;
  readonly openOwnExecutor: (atOnce: number) => OwnExecutor;
  readonly now: () => Date;
  readonly version: string;
  /** Which program builds, as compiled: what another told of a tree is told anew. */
  readonly program: string;
}

export interface RoundState {
  readonly store: CacheStore;
  readonly tally: Tally;
  /** Keys whose cached result is not whole. */
  readonly distrusted: Set<string>;
  readonly isLast: boolean;
}

export interface SettleInput {
  readonly pipeline: Pipeline;
  readonly options: BuildOptions;
  readonly world: BuildWorld;
  readonly state: RoundState;
  readonly survey: Survey;
  readonly trees: readonly PlannedTree[];
  readonly ownCodes: OwnCodes;
}

/** What went wrong, and with which track where it was one. */
export interface FailedWork {
  readonly failure: Failure;
  readonly track: string | null;
}

export interface Settled {
  readonly failures: readonly FailedWork[];
  readonly textures: number;
  readonly verdicts: number;
  /** Absolute paths of the texture files that this build put into the export. */
  readonly written: readonly string[];
  /** Of each tree that was collected. */
  readonly folders: readonly SeenFolders[];
  /** What a dry run has to tell; nothing of a build that does it. */
  readonly previews: readonly Preview[];
  readonly again: boolean;
}
