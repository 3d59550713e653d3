/**
 * Every way in which a command can end, as one union. A command returns one of these and prints nothing of it: `report/outcome.ts` renders it, as text or as
 * JSON, and `cli/exit-code.ts` derives from it what the process ends with. What happens meanwhile are the events of `event.ts`; `docs/events.md` tells
 * people of both. Types only.
 */
import type { Collected } from './cache/gc.ts';
import type { Retention } from './cache/retention.ts';
import type { RunRecord } from './cache/runs.ts';
import type { Verification } from './cache/verify.ts';
import type { Failure } from './failure.ts';
import type { RejectedFile } from './library/track.ts';
import type { DecidedAction } from './plan/decide.ts';
import type { BuildReport } from './run/conclude.ts';
import type { MeasuredExport } from './run/measure-export.ts';
import type { DecidedOwn } from './run/own/decide-own.ts';
import type { KindResult } from './texture/record.ts';

export type Outcome =
  /** Of any command: it could not begin, or not go on. */
  | { readonly outcome: 'refused'; readonly failure: Failure }
  /** Of `build` and `watch`: by SIGINT or SIGTERM; whatever was finished is kept. */
  | { readonly outcome: 'interrupted'; readonly signal: InterruptSignal }
  /** Of `build`: the export is as it should be or, in a dry run, this is what would make it so. */
  | ({ readonly outcome: 'built' } & AfterBuild)
  /** Of `build`: what could be done was done, something failed. */
  | ({ readonly outcome: 'actions-failed' } & AfterBuild)
  /** Of `build --frozen`: the export is not as it should be, and was left so. */
  | ({ readonly outcome: 'would-change' } & AfterBuild)
  /** Of `build --strict`: all was done, and files of the library were rejected. */
  | ({ readonly outcome: 'files-rejected'; readonly rejected: number } & AfterBuild)
  /** Of `watch`: asked to quit. */
  | { readonly outcome: 'watched' }
  /** Of `status`. */
  | {
      readonly outcome: 'status';
      readonly actions: readonly StatusRow[];
      readonly rejected: readonly RejectedFile[];
      readonly lastRun: RunRecord | null;
    }
  /** Of `status --runs`: the builds on record, newest first. */
  | { readonly outcome: 'runs'; readonly runs: readonly RunRecord[] }
  /** Of `explain`: all that the name fits. */
  | {
      readonly outcome: 'explained';
      readonly actions: readonly ExplainedAction[];
      readonly ownActions: readonly DecidedOwn[];
      readonly rejected: readonly RejectedFile[];
    }
  /** Of `check`: pipeline, profiles and the code of own stages are what a build can work with. */
  | {
      readonly outcome: 'checked';
      readonly stages: number;
      readonly profiles: readonly string[];
      readonly library: string;
      readonly export: string;
    }
  /** Of `report quality`: tree by tree. `each`: whether every texture is to be told. */
  | { readonly outcome: 'measured'; readonly trees: readonly MeasuredTree[]; readonly each: boolean }
  /** Of `cache stats`. */
  | ({ readonly outcome: 'cache-stats' } & CacheStats)
  /** Of `cache verify`: everything is as it was written, or was made so. */
  | ({ readonly outcome: 'cache-sound' } & VerifiedCache)
  /** Of `cache verify`: something is damaged, and is still there. */
  | ({ readonly outcome: 'cache-damaged' } & VerifiedCache)
  /** Of `cache gc`. */
  | { readonly outcome: 'cache-collected'; readonly collected: Collected; readonly retention: Retention }
  /** Of `cache clear`. */
  | { readonly outcome: 'cache-cleared'; readonly folder: string }
  /** Of `doctor`: nothing is missing that every build needs. */
  | { readonly outcome: 'healthy'; readonly checks: readonly Check[] }
  /** Of `doctor`: something is. */
  | { readonly outcome: 'unhealthy'; readonly checks: readonly Check[] }
  /** Of `graph`, `schema` and `completion`: the text that was asked for. */
  | { readonly outcome: 'text'; readonly text: string }
  /** Of `init`: a project was made. */
  | ({ readonly outcome: 'initialised' } & NewProject);

export type InterruptSignal = 'SIGINT' | 'SIGTERM';

export interface AfterBuild {
  /** Null where the standing record answered: nothing had changed. */
  readonly report: BuildReport | null;
  readonly exportFolder: string;
  readonly isDryRun: boolean;
}

export interface StatusRow {
  readonly state: 'fresh' | 'stale' | 'cached' | 'failed';
  readonly track: string;
  /** The kind, or of an own stage its name and the file that it takes. */
  readonly kind: string;
  readonly profile: string;
  readonly reason: string;
}

/** `result` is null for what is not in the cache. */
export interface ExplainedAction {
  readonly action: DecidedAction;
  readonly result: KindResult | null;
}

export interface MeasuredTree {
  readonly export: string;
  readonly profile: string;
  readonly measured: MeasuredExport;
}

interface FilesAndBytes {
  readonly files: number;
  readonly bytes: number;
}

export interface CacheStats {
  readonly folder: string;
  readonly objects: FilesAndBytes;
  readonly results: FilesAndBytes;
  readonly runs: number;
}

interface VerifiedCache {
  readonly verified: Verification;
  /** Whether what was damaged is removed. */
  readonly isRepaired: boolean;
}

/** Of the machine or the project. */
export interface Check {
  readonly name: string;
  readonly isFine: boolean;
  readonly finding: string;
}

export interface NewProject {
  readonly folder: string;
  /** Where music is to be put; null where a library was named. */
  readonly emptyLibrary: string | null;
}
