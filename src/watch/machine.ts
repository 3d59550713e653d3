/**
 * When a watch looks and when it builds: events with their time in, the next state and what is to be done out. Pure: knows nothing of files, timers
 * or builds. Events of the file system are hints only; what counts is what a look at the disk (a sample) finds changed since the last build began.
 */
import { allAreSettled, follow, type Moving, type Sample } from './settling.ts';

/** A hint waits for this much quiet, and no longer than the second. */
const QUIET_MS = 300;
const MOST_GATHERING_MS = 5000;
/** Between two looks at what is still changing. */
const SAMPLE_MS = 1000;
/** Something that never settles keeps the rest waiting no longer than this. */
const MOST_SETTLING_MS = 60_000;
/** Events get lost: everything is looked at this often whatever they say. */
export const RESCAN_MS = 600_000;
/** How often a library that is away is looked for. */
const AWAY_MS = 2000;

/** Folders to look at, by their path below the library, or the whole library. */
export type Dirty = ReadonlySet<string> | 'all';

export interface BuildRequest {
  /** A file of the project changed: pipeline, profile or the code of a stage. */
  readonly replan: boolean;
  /** There is something to build even if there is no new plan. */
  readonly isWanted: boolean;
  /** Compare every exported file. */
  readonly compareExport: boolean;
  /** The library is away: only a new plan can give anything to build. */
  readonly isAway: boolean;
}

export type WatchInput =
  /** Something may have changed in a folder, or anywhere. */
  | { readonly type: 'hint'; readonly folder: string | null }
  | { readonly type: 'sampled'; readonly sample: Sample }
  /** `lostSources`: files that had been there could not be read, so that another look may find them. Null where nothing was built. */
  | { readonly type: 'built'; readonly lostSources: boolean | null }
  /** The time of `nextWakeMs` has come. */
  | { readonly type: 'elapsed' }
  /** A build is wanted whether or not the library changed. */
  | { readonly type: 'asked'; readonly compareExport: boolean }
  /** How often everything is to be looked at from now on. */
  | { readonly type: 'pace'; readonly rescanMs: number };

export type WatchAction =
  | { readonly do: 'sample'; readonly dirty: Dirty }
  | { readonly do: 'build'; readonly request: BuildRequest }
  /** The library is back: whatever watched its folders watches the wrong ones. */
  | { readonly do: 'reopen' };

export interface WatchState {
  readonly phase: 'idle' | 'gathering' | 'sampling' | 'settling' | 'building';
  readonly dirty: Dirty;
  readonly firstHintMs: number;
  readonly lastHintMs: number;
  /** What differs from what the last build began with. */
  readonly moving: ReadonlyMap<string, Moving>;
  readonly sampledMs: number;
  readonly sampledAllMs: number;
  readonly asked: Pick<BuildRequest, 'compareExport'> | null;
  readonly isAway: boolean;
  /** What lost its sources is built once more, unasked; again only after the library was seen to be away. */
  readonly retry: 'none' | 'due' | 'done';
  readonly rescanMs: number;
}

export interface WatchStep {
  readonly state: WatchState;
  readonly actions: readonly WatchAction[];
}

const NOTHING: ReadonlySet<string> = new Set();

/** As it is while the first build runs. */
export const firstState = (nowMs: number): WatchState => ({
  phase: 'building',
  dirty: NOTHING,
  firstHintMs: nowMs,
  lastHintMs: nowMs,
  moving: new Map(),
  sampledMs: nowMs,
  sampledAllMs: nowMs,
  asked: null,
  isAway: false,
  retry: 'none',
  rescanMs: RESCAN_MS,
});

/** When `elapsed` is due; null while a look or a build is under way. */
export function nextWakeMs(state: WatchState): number | null {
  switch (state.phase) {
    case 'sampling':
    case 'building':
      return null;
    case 'gathering':
      return Math.min(state.lastHintMs + QUIET_MS, state.firstHintMs + MOST_GATHERING_MS);
    case 'settling':
      return state.sampledMs + SAMPLE_MS;
    case 'idle':
      return state.sampledAllMs + (state.isAway || state.retry === 'due' ? AWAY_MS : state.rescanMs);
  }
}

export function step(state: WatchState, input: WatchInput, nowMs: number): WatchStep {
  switch (input.type) {
    case 'hint':
      return only(gather({ ...state, dirty: withFolder(state.dirty, input.folder) }, nowMs));
    case 'asked': {
      const compareExport = input.compareExport || (state.asked?.compareExport ?? false);
      const dirty = input.compareExport ? 'all' : state.dirty;
      return only(gather({ ...state, dirty, asked: { compareExport } }, nowMs));
    }
    case 'pace':
      return only({ ...state, rescanMs: input.rescanMs });
    case 'elapsed':
      return look(state, nowMs);
    case 'sampled':
      return state.phase === 'sampling' ? judge(state, input.sample, nowMs) : only(state);
    case 'built':
      return only(rest({ ...state, phase: 'idle', retry: retryAfter(state.retry, input.lostSources) }, nowMs));
  }
}

const only = (state: WatchState): WatchStep => ({ state, actions: [] });

const withFolder = (dirty: Dirty, folder: string | null): Dirty =>
  dirty === 'all' || folder === null ? 'all' : dirty.has(folder) ? dirty : new Set([...dirty, folder]);

function retryAfter(retry: WatchState['retry'], lostSources: boolean | null): WatchState['retry'] {
  if (lostSources === null) return retry;
  return !lostSources ? 'none' : retry === 'none' ? 'due' : retry;
}

const isDirty = ({ dirty }: WatchState): boolean => dirty === 'all' || dirty.size > 0;

/** A hint during a look or a build is kept for after it. */
function gather(state: WatchState, nowMs: number): WatchState {
  if (state.phase === 'idle') return { ...state, phase: 'gathering', firstHintMs: nowMs, lastHintMs: nowMs };
  return { ...state, lastHintMs: nowMs };
}

/** Idle, or gathering where something was hinted at or asked for meanwhile. */
function rest(state: WatchState, nowMs: number): WatchState {
  const idle: WatchState = { ...state, phase: 'idle' };
  return isDirty(state) || state.asked !== null ? gather(idle, nowMs) : idle;
}

function look(state: WatchState, nowMs: number): WatchStep {
  const dueMs = nextWakeMs(state);
  if (dueMs === null || nowMs < dueMs) return only(state);
  const dirty = state.phase === 'idle' || state.isAway ? 'all' : withMoving(state);
  const sampledAllMs = dirty === 'all' ? nowMs : state.sampledAllMs;
  const next: WatchState = { ...state, phase: 'sampling', dirty: NOTHING, sampledMs: nowMs, sampledAllMs };
  return { state: next, actions: [{ do: 'sample', dirty }] };
}

/** What settles is looked at again together with what was hinted at since. */
function withMoving({ dirty, moving }: WatchState): Dirty {
  if (dirty === 'all') return 'all';
  return new Set([...dirty, ...Array.from(moving.values(), ({ folder }) => folder)]);
}

function judge(state: WatchState, sample: Sample, nowMs: number): WatchStep {
  const { isAway } = sample;
  const moving = follow(state.moving, sample.changed, state.sampledMs);
  // Whoever asks for a build of a library that is away would get a complaint and nothing else.
  const asked = isAway ? null : state.asked;
  const retry = isAway && state.retry === 'done' ? 'due' : state.retry;
  const isRetrying = retry === 'due' && !isAway;
  const seen: WatchState = { ...state, isAway, moving, asked, retry };
  const back: WatchAction[] = state.isAway && !isAway ? [{ do: 'reopen' }] : [];
  const oldestMs = Math.min(...Array.from(moving.values(), ({ firstMs }) => firstMs));
  if (!allAreSettled(moving, state.sampledMs) && nowMs - oldestMs < MOST_SETTLING_MS)
    return { state: { ...seen, phase: 'settling' }, actions: back };
  if (moving.size === 0 && asked === null && !isRetrying) return { state: rest(seen, nowMs), actions: back };
  const request: BuildRequest = {
    replan: [...moving.values()].some(({ isOfProject }) => isOfProject),
    isWanted: asked !== null || isRetrying || [...moving.values()].some(({ isOfProject }) => !isOfProject),
    compareExport: asked?.compareExport ?? false,
    isAway,
  };
  const building: WatchState = {
    ...seen,
    phase: 'building',
    moving: new Map(),
    asked: null,
    retry: isRetrying ? 'done' : retry,
  };
  return { state: building, actions: [...back, { do: 'build', request }] };
}
