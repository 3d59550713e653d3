/**
 * Everything that happens in a build that somebody may want to see, as one union. The run emits, `report/` renders: as a live line,
 * as plain text, or as the JSON lines that `docs/events.md` and the contract describe. Knows nothing of how it is shown.
 */
import type { Failure } from './failure.ts';
import type { Kind } from './texture/kinds.ts';

/** What became of an action. `up-to-date` is counted but not announced one by one. */
export type ActionStatus = 'ran' | 'restored' | 'up-to-date' | 'failed' | 'skipped';

/**
 * What a dry run foresees of an action. It may run where what it takes is yet to be made by actions that would run: should that turn out to be what
 * it was, the action stays up to date, or is restored.
 */
export type Would = 'run' | 'restore' | 'may-run';

export interface ActionEvent {
  readonly event: 'action';
  readonly stage: string;
  readonly status: ActionStatus;
  /** Why it was not up to date, or why it failed or was skipped, in words. */
  readonly reason: string;
  readonly elapsedMs: number;
  readonly track?: string;
  readonly kind?: Kind;
  readonly profile?: string;
  /** What an action of an own stage takes, where it takes one file. */
  readonly file?: string;
  readonly failure?: Failure;
}

export interface StartEvent {
  readonly event: 'start';
  readonly schemaVersion: 1;
  readonly version: string;
  readonly library: string;
  readonly export: string;
  readonly profiles: readonly string[];
  readonly jobs: number;
  readonly dryRun: boolean;
}

/** The plan is made: what is about to be rendered. */
export interface PlanEvent {
  readonly event: 'plan';
  readonly tracks: number;
  readonly rejected: number;
  readonly staleActions: number;
  readonly staleTracks: number;
  readonly forecastBytes: number;
}

/** A job of a track begins or ends (a job renders every stale kind of one track). */
export interface JobEvent {
  readonly event: 'job';
  readonly phase: 'begin' | 'end';
  readonly track: string;
  readonly jobsDone: number;
  readonly jobsTotal: number;
}

export interface WarningEvent {
  readonly event: 'warning';
  readonly message: string;
  readonly track?: string;
}

/** How many actions ended in which way. */
interface StatusCounts {
  readonly ran: number;
  readonly restored: number;
  readonly upToDate: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What became of the actions of one stage, and their time added up: with several jobs it is more than the clock's. */
export interface StageCounts extends StatusCounts {
  readonly elapsedMs: number;
}

/** What became of the actions of a build: `actions = ran + restored + upToDate + failed + skipped`. */
export interface ActionCounts extends StatusCounts {
  readonly actions: number;
  readonly rendered: number;
  readonly bytesWritten: number;
}

export interface SummaryEvent extends ActionCounts {
  readonly event: 'summary';
  readonly tracks: number;
  readonly rejected: number;
  readonly textures: number;
  readonly elapsedMs: number;
}

export type BuildEvent = StartEvent | PlanEvent | JobEvent | ActionEvent | WarningEvent | SummaryEvent;

/** What a watch is at, told when it changes. */
export type WatchEvent =
  | { readonly event: 'watch'; readonly state: 'idle'; readonly files: number }
  | { readonly event: 'watch'; readonly state: 'settling'; readonly files: number }
  | { readonly event: 'watch'; readonly state: 'building' }
  /** The library is not there, or empty where it was not: nothing is touched until it is back. */
  | { readonly event: 'watch'; readonly state: 'away'; readonly library: string }
  /** There are no file events to be had: the library is looked at now and then instead. */
  | { readonly event: 'watch'; readonly state: 'polling'; readonly reason: string }
  /** The project was edited and makes no sense: what was planned before still holds. */
  | { readonly event: 'watch'; readonly state: 'invalid'; readonly failure: Failure };

/** Where events go. Never throws, never blocks. */
export type EmitEvent = (event: BuildEvent) => void;
