/**
 * What a watch may not gather while it runs for weeks, and may not leave behind when it ends. GRAINMILL_WATCH_BUILDS makes it longer. Looks at its
 * process in /proc.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Project } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import type { ProbeReading } from './probe.ts';
import { WatchRun } from './rig.ts';
import { hasScript, KEYS_SHOWN, Terminal } from './terminal.ts';

const BUILDS = Number(process.env.GRAINMILL_WATCH_BUILDS ?? 20);
/** By then most code is compiled and most caches are full: what comes after is 25 kB a build at first, and 3 kB after fifty. */
const WARM_BUILDS = 8;
const MOST_BYTES_A_BUILD = 60_000;
/** Too short to be rendered: whoever keeps what he knew of a library keeps some 200 kB of it. */
const SHORT_TRACKS = 200;
const PROBE = new URL('./probe.js', import.meta.url).href;
/** A watch that does not end is a failure, not a wait. */
const timeout = 60_000;
const skip = !existsSync('/proc/self/fd') && 'no /proc here';

function library(shortTracks: number): Project {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  const short = song(3).subarray(0, 2000);
  for (let n = 0; n < shortTracks; n++) project.source(`short/${n}.wav`, Buffer.concat([short, Buffer.alloc(2 * n)]));
  return project;
}

/** The environment of a watch that can be probed, and what the probe says. */
class Probe {
  readonly env: NodeJS.ProcessEnv;
  readonly #path: string;

  constructor({ folder }: Project) {
    this.#path = join(folder, 'probe.json');
    this.env = { GRAINMILL_PROBE: this.#path, NODE_OPTIONS: `--import=${PROBE}` };
  }

  /** False as well for what ended by `process.exit` or a signal, and so said nothing. */
  get endedByItself(): boolean {
    return existsSync(this.#path) && this.#last.endedByItself;
  }

  get #last(): ProbeReading {
    return JSON.parse(readFileSync(this.#path, 'utf8')) as ProbeReading;
  }

  async heapBytes(watch: WatchRun): Promise<number> {
    rmSync(this.#path, { force: true });
    process.kill(watch.child.pid ?? 0, 'SIGUSR2');
    await watch.until(() => existsSync(this.#path), 'probed');
    return this.#last.bytes;
  }

  /** What still runs of the watch, its renders included. */
  processes(): string[] {
    return readdirSync('/proc').filter((name) => {
      try {
        return readFileSync(`/proc/${name}/environ`, 'utf8').includes(`GRAINMILL_PROBE=${this.#path}`);
      } catch {
        return false; // no process, one that has just ended, or one of somebody else
      }
    });
  }
}

const openFiles = (pid: number): string[] => readdirSync(`/proc/${pid}/fd`).sort();
const childrenOf = (pid: number): string => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');

describe('a watch', { concurrency: 4, skip }, () => {
  test(`holds no more memory, files or children after ${BUILDS} builds than after ${WARM_BUILDS}`, async () => {
    const project = library(SHORT_TRACKS);
    const probe = new Probe(project);
    const watch = new WatchRun(project, [], { env: probe.env });
    const pid = watch.child.pid ?? 0;
    const built = (count: number) =>
      watch.until(() => watch.builds === count && watch.states.at(-1) === 'idle', `built ${count} times`);
    await built(1);
    const filesAtFirst = openFiles(pid);
    let warmBytes = 0;
    for (let count = 2; count <= BUILDS; count++) {
      project.source('1.wav', song(3 + (count % 5)));
      await built(count);
      assert.deepEqual(openFiles(pid), filesAtFirst, `after ${count} builds`);
      assert.equal(childrenOf(pid), '', `after ${count} builds`);
      if (count === WARM_BUILDS) warmBytes = await probe.heapBytes(watch);
    }
    const perBuild = ((await probe.heapBytes(watch)) - warmBytes) / (BUILDS - WARM_BUILDS);
    assert.ok(perBuild < MOST_BYTES_A_BUILD, `${perBuild.toFixed(0)} bytes a build`);
    assert.equal((await watch.stop()).code, 130);
    assert.doesNotMatch(watch.stderr, /warning/i, 'Node tells of listeners that add up');
  });

  for (const { signal, code, when } of [
    { signal: 'SIGINT', code: 130, when: 'idle' },
    { signal: 'SIGTERM', code: 143, when: 'idle' },
    { signal: 'SIGTERM', code: 143, when: 'building' },
  ] as const) {
    test(`that is ${when} has nothing left to do after ${signal}, and no process`, { timeout }, async () => {
      const project = library(0);
      const probe = new Probe(project);
      const watch = new WatchRun(project, [], { env: probe.env });
      await watch.until(() => watch.states.at(-1) === when && watch.builds === 1, when);
      assert.equal((await watch.stop(signal)).code, code);
      assert.equal(probe.endedByItself, true);
      assert.deepEqual(probe.processes(), []);
    });
  }

  test('has nothing left to do after q, and no process', {
    timeout,
    skip: !hasScript && 'no script here',
  }, async () => {
    const project = library(0);
    const probe = new Probe(project);
    const terminal = new Terminal(project, probe.env);
    await terminal.shows(KEYS_SHOWN);
    assert.equal(await terminal.ends('q'), 0);
    assert.equal(probe.endedByItself, true);
    assert.deepEqual(probe.processes(), []);
  });
});
