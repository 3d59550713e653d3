/** A disk, a clock and builds that exist only here, around the machine that decides for a watch. */
import assert from 'node:assert/strict';
import {
  type BuildRequest,
  type Dirty,
  firstState,
  nextWakeMs,
  step,
  type WatchAction,
  type WatchInput,
} from '../../src/watch/machine.ts';
import type { ChangedFile } from '../../src/watch/settling.ts';

interface DiskFile {
  stamp: string;
  sizeBytes: number;
  isCutShort: boolean;
  changedMs: number;
}

interface Build extends BuildRequest {
  readonly beganMs: number;
  endedMs: number;
  /** For how long each file that it took up had been as it was. */
  readonly restedMs: readonly number[];
}

/** The project is on a disk of its own: it is never away. */
const isOfProject = (path: string): boolean => path.endsWith('.yaml');

const folderOf = (path: string): string => path.split('/').slice(0, -1).join('/');

/** A disk, a clock and builds that take their time, around the machine. */
export class World {
  nowMs = 0;
  isAway = false;
  buildMs = 100;
  /** Whether builds find that files are gone. */
  losesSources = false;
  readonly disk = new Map<string, DiskFile>();
  readonly builds: Build[] = [];
  readonly sampled: Dirty[] = [];
  reopened = 0;
  #state = firstState(0);
  #latest = new Map<string, DiskFile>();
  #baseline = new Map<string, DiskFile>();
  #buildEndMs: number | null = null;
  #writes = 0;

  constructor() {
    this.feed({ type: 'built', lostSources: false });
  }

  get phase() {
    return this.#state.phase;
  }

  feed(input: WatchInput): void {
    const { state, actions } = step(this.#state, input, this.nowMs);
    this.#state = state;
    for (const action of actions) this.#carryOut(action);
  }

  hint(path: string | null): void {
    this.feed({ type: 'hint', folder: path === null ? null : folderOf(path) });
  }

  write(path: string, sizeBytes = 1000, isCutShort = false): void {
    this.disk.set(path, { stamp: String(++this.#writes), sizeBytes, isCutShort, changedMs: this.nowMs });
  }

  /** A write that is hinted at. */
  change(path: string, sizeBytes = 1000, isCutShort = false): void {
    this.write(path, sizeBytes, isCutShort);
    this.hint(path);
  }

  /** Lets `ms` pass, with all that is due meanwhile. */
  pass(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const wakeMs = nextWakeMs(this.#state);
      const dueMs = Math.min(wakeMs ?? Infinity, this.#buildEndMs ?? Infinity);
      if (dueMs > endMs) break;
      this.nowMs = Math.max(this.nowMs, dueMs);
      if (dueMs === this.#buildEndMs) this.#endBuild();
      else this.feed({ type: 'elapsed' });
    }
    this.nowMs = endMs;
  }

  /** Whether the last build began with what is on the disk. */
  get isBuilt(): boolean {
    return this.#changed(this.disk, this.#baseline).size === 0;
  }

  #carryOut(action: WatchAction): void {
    if (action.do === 'reopen') this.reopened++;
    else if (action.do === 'sample') this.#sample(action.dirty);
    else this.#build(action.request);
  }

  #sample(dirty: Dirty): void {
    this.sampled.push(dirty);
    const { isAway } = this;
    const isLookedAt = (path: string): boolean =>
      isOfProject(path) || (!isAway && (dirty === 'all' || dirty.has(folderOf(path))));
    for (const path of [...this.#latest.keys()]) if (isLookedAt(path)) this.#latest.delete(path);
    for (const [path, file] of this.disk) if (isLookedAt(path)) this.#latest.set(path, { ...file });
    const changed = [...this.#changed(this.#latest, this.#baseline)].filter(([path]) => isOfProject(path) || !isAway);
    this.feed({ type: 'sampled', sample: { isAway, changed: new Map(changed) } });
  }

  #changed(now: ReadonlyMap<string, DiskFile>, before: ReadonlyMap<string, DiskFile>): Map<string, ChangedFile> {
    const changed = new Map<string, ChangedFile>();
    for (const path of new Set([...now.keys(), ...before.keys()])) {
      const file = now.get(path);
      if (file?.stamp === before.get(path)?.stamp) continue;
      const { stamp = null, sizeBytes = 0, isCutShort = false } = file ?? {};
      changed.set(path, { stamp, sizeBytes, isCutShort, folder: folderOf(path), isOfProject: isOfProject(path) });
    }
    return changed;
  }

  #build(request: BuildRequest): void {
    assert.equal(this.#buildEndMs, null, 'one build at a time');
    const taken = [...this.#changed(this.#latest, this.#baseline).keys()].flatMap(
      (path) => this.#latest.get(path) ?? [],
    );
    const restedMs = taken.map(({ changedMs }) => this.nowMs - changedMs);
    this.builds.push({ ...request, beganMs: this.nowMs, endedMs: Infinity, restedMs });
    if (request.isAway) for (const path of this.#baseline.keys()) if (isOfProject(path)) this.#baseline.delete(path);
    const begun = [...this.#latest].filter(([path]) => isOfProject(path) || !request.isAway);
    this.#baseline = new Map([...(request.isAway ? this.#baseline : []), ...begun]);
    this.#buildEndMs = this.nowMs + this.buildMs;
  }

  #endBuild(): void {
    this.#buildEndMs = null;
    const last = this.builds.at(-1);
    if (last) last.endedMs = this.nowMs;
    this.feed({ type: 'built', lostSources: this.losesSources });
  }
}
