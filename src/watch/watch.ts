/**
 * Keeps an export equal to its library and project until it is told to stop: carries out what the machine decides, with real files, timers and builds.
 * Knows nothing of how a build is made, of keys or of how anything is shown.
 *
 * One file, though a long one: it is the one place that holds timers, hints and the running build, so that two builds cannot be.
 */
import { statSync } from 'node:fs';
import type { WatchEvent } from '../event.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Result } from '../result.ts';
import { ExportCheck } from './export-check.ts';
import { eventlessReason, type Hints, openHints } from './hints.ts';
import {
  type BuildRequest,
  type Dirty,
  firstState,
  nextWakeMs,
  step,
  type WatchAction,
  type WatchInput,
  type WatchState,
} from './machine.ts';
import { Sampler } from './sampler.ts';
import { NOWHERE, watchedPlace } from './watched-place.ts';

/** What is built, as the project said when it last made sense. */
export interface Plan {
  readonly pipeline: Pipeline;
}

export interface WatchWorld<SomePlan extends Plan> {
  /** Reads the project as it is now. */
  readonly load: () => Result<SomePlan>;
  /** Makes the export; tells of all that goes wrong itself. Whether files that had been there could not be read. */
  readonly build: (plan: SomePlan, compareExport: boolean) => Promise<boolean>;
  readonly tell: (event: WatchEvent) => void;
  /** Why there is to be no use of file events, or null. */
  readonly pollReason: string | null;
}

/** Looking takes at most this part of the time: under 1 % of a core. */
const LOOKING_RATIO = 1 / 200;
const SHORTEST_POLL_MS = 2000;
const SHORTEST_CHECK_MS = 1000;
const LONGEST_CHECK_MS = 60_000;

export class Watch<SomePlan extends Plan> {
  readonly #world: WatchWorld<SomePlan>;
  readonly #exportCheck = new ExportCheck();
  #plan: SomePlan;
  #sampler = new Sampler(NOWHERE);
  #hints: Hints | null = null;
  #pollReason: string | null;
  #state: WatchState = firstState(performance.now());
  #rootId = '';
  #told = '';
  #wake: NodeJS.Timeout | undefined;
  #check: NodeJS.Timeout | undefined;
  #isPolling = false;
  #isStopped = false;
  #work: Promise<void> = Promise.resolve();
  #fail: (error: unknown) => void = () => undefined;

  constructor(plan: SomePlan, world: WatchWorld<SomePlan>) {
    this.#plan = plan;
    this.#world = world;
    this.#pollReason = world.pollReason;
  }

  get plan(): SomePlan {
    return this.#plan;
  }

  /** Builds, then watches and builds until `signal` aborts; `build` must heed it too. Afterwards no handle is left. */
  async run(signal: AbortSignal): Promise<void> {
    const stopped = new Promise<void>((resolve, reject) => {
      this.#fail = reject;
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      this.#begin(() => this.#start());
      await stopped;
    } finally {
      this.#isStopped = true;
      clearTimeout(this.#wake);
      clearTimeout(this.#check);
      await this.#hints?.close();
      await this.#work.catch(() => undefined);
    }
  }

  /** Builds even if no change was noticed; with `compareExport` after a look at every file, of the export too. */
  ask(compareExport: boolean): void {
    this.#feed({ type: 'asked', compareExport });
  }

  async #start(): Promise<void> {
    await this.#settleIn();
    this.#scheduleCheck(SHORTEST_CHECK_MS);
    await this.#build();
  }

  /** Looks at everything as the plan has it, and has hints of what changes from now on. Whether the library is there. */
  async #settleIn(): Promise<boolean> {
    this.#sampler = new Sampler(await watchedPlace(this.#plan.pipeline, this.#sampler.place));
    const sample = await this.#sampler.sample('all');
    this.#sampler.buildBegins(sample);
    this.#rootId = this.#identifyRoot();
    await this.#reopen();
    return !sample.isAway;
  }

  #feed(input: WatchInput): void {
    if (this.#isStopped) return;
    const { state, actions } = step(this.#state, input, performance.now());
    this.#state = state;
    for (const action of actions) this.#carryOut(action);
    this.#tellState();
    clearTimeout(this.#wake);
    const dueMs = nextWakeMs(this.#state);
    if (dueMs === null) return;
    const wait = Math.max(0, Math.ceil(dueMs - performance.now()));
    this.#wake = setTimeout(() => this.#feed({ type: 'elapsed' }), wait);
  }

  #carryOut(action: WatchAction): void {
    if (action.do === 'sample') this.#begin(() => this.#sample(action.dirty));
    else if (action.do === 'reopen') this.#begin(() => this.#reopen());
    else {
      this.#sampler.buildBegins(action.request);
      this.#begin(() => this.#replanAndBuild(action.request));
    }
  }

  /** One piece of work after the other; what goes wrong in an unforeseen way ends the watch. */
  #begin(work: () => Promise<void>): void {
    this.#work = this.#work.then(() => (this.#isStopped ? undefined : work()));
    this.#work.catch(this.#fail);
  }

  async #sample(dirty: Dirty): Promise<void> {
    const startedMs = performance.now();
    const sample = await this.#sampler.sample(dirty);
    if (this.#pollReason !== null && dirty === 'all') {
      const rescanMs = Math.max(SHORTEST_POLL_MS, (performance.now() - startedMs) / LOOKING_RATIO);
      this.#feed({ type: 'pace', rescanMs });
    }
    this.#feed({ type: 'sampled', sample });
  }

  async #replanAndBuild({ replan, isWanted, compareExport }: BuildRequest): Promise<void> {
    const isReplanned = replan && (await this.#replan());
    if (isReplanned || isWanted) await this.#build(compareExport);
    else this.#feed({ type: 'built', lostSources: null });
  }

  /** Whether there is a new plan whose library is there; where there is none, the old one stays. */
  async #replan(): Promise<boolean> {
    const loaded = this.#world.load();
    if (!loaded.ok) {
      this.#tell({ event: 'watch', state: 'invalid', failure: loaded.failure });
      return false;
    }
    this.#plan = loaded.value;
    const isThere = await this.#settleIn();
    if (!isThere) this.#feed({ type: 'hint', folder: null });
    return isThere;
  }

  async #build(compareExport = false): Promise<void> {
    this.#tellState();
    const lostSources = await this.#world.build(this.#plan, compareExport);
    this.#exportCheck.buildEnded(this.#plan.pipeline);
    this.#feed({ type: 'built', lostSources });
  }

  async #reopen(): Promise<void> {
    await this.#hints?.close();
    this.#hints = null;
    this.#pollReason ??= eventlessReason(this.#plan.pipeline.libraryFolder);
    if (this.#pollReason !== null) {
      this.#poll(this.#pollReason);
      return;
    }
    this.#hints = openHints(this.#sampler.place, {
      hint: (folder) => this.#feed({ type: 'hint', folder }),
      lost: (reason) => {
        this.#pollReason = reason;
        this.#begin(() => this.#reopen());
      },
    });
  }

  #poll(reason: string): void {
    if (!this.#isPolling) this.#tell({ event: 'watch', state: 'polling', reason });
    this.#isPolling = true;
    this.#feed({ type: 'hint', folder: null });
    this.#feed({ type: 'pace', rescanMs: SHORTEST_POLL_MS });
  }

  #scheduleCheck(afterMs: number): void {
    this.#check = setTimeout(() => this.#checkUp(), afterMs);
  }

  /** What no hint tells: files taken out of the export, another disk in the place of the library. */
  #checkUp(): void {
    const startedMs = performance.now();
    if (this.#state.phase === 'idle') {
      const rootId = this.#identifyRoot();
      if (rootId !== this.#rootId) {
        this.#rootId = rootId;
        this.#begin(() => this.#reopen());
        this.#feed({ type: 'hint', folder: null });
      } else if (this.#exportCheck.isTouched()) this.#feed({ type: 'asked', compareExport: false });
    }
    const tookMs = performance.now() - startedMs;
    this.#scheduleCheck(Math.min(LONGEST_CHECK_MS, Math.max(SHORTEST_CHECK_MS, tookMs / LOOKING_RATIO)));
  }

  #identifyRoot(): string {
    const stats = statSync(this.#plan.pipeline.libraryFolder, { bigint: true, throwIfNoEntry: false });
    return stats ? `${stats.dev} ${stats.ino}` : 'gone';
  }

  #tellState(): void {
    const { phase, isAway, moving } = this.#state;
    if (phase === 'building') this.#tell({ event: 'watch', state: 'building' });
    else if (phase === 'settling') this.#tell({ event: 'watch', state: 'settling', files: moving.size });
    else if (phase === 'idle' && isAway)
      this.#tell({ event: 'watch', state: 'away', library: this.#plan.pipeline.libraryFolder });
    else if (phase === 'idle') this.#tell({ event: 'watch', state: 'idle', files: this.#sampler.files });
  }

  /** Each state once, until another is told. */
  #tell(event: WatchEvent): void {
    const text = JSON.stringify(event);
    if (text === this.#told || this.#isStopped) return;
    this.#told = text;
    this.#world.tell(event);
  }
}
