/** A watch as a child process: what it says, when it rests, how it ends. Knows nothing of how a watch works. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { BuildEvent, WatchEvent } from '../../src/event.ts';
import { ended, type Project, type Run, type RunOptions } from '../build/rig.ts';

type AnyEvent = BuildEvent | WatchEvent;

/** Longer than anything between a change and the first word about it. */
const REST_MS = 2600;
const PATIENCE_MS = 60_000;

/** The child leads a group, in which it may be another program's child. */
const signalGroup = ({ pid = 0 }: ChildProcess, signal: NodeJS.Signals): boolean => process.kill(-pid, signal);

/** A test that fails leaves its watch running, and the test file would wait for it. */
const running = new Set<ChildProcess>();
after(() => {
  for (const child of running) signalGroup(child, 'SIGKILL');
});

export class WatchRun {
  readonly events: AnyEvent[] = [];
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
  stderr = '';
  #lastMs = Date.now();
  #rest = '';

  constructor(project: Project, args: readonly string[] = [], options: RunOptions = {}) {
    this.child = project.start(['watch', '--json', '--jobs', '2', ...args], options);
    this.ended = ended(this.child);
    this.child.stdout?.on('data', (data: Buffer) => this.#take(data.toString('utf8')));
    this.child.stderr?.on('data', (data: Buffer) => {
      this.stderr += data;
    });
    running.add(this.child);
    this.child.on('exit', () => running.delete(this.child));
  }

  get builds(): number {
    return this.events.filter(({ event }) => event === 'start').length;
  }

  get states(): string[] {
    return this.events.flatMap((event) => (event.event === 'watch' ? [event.state] : []));
  }

  /** Resolves when `isSo`. */
  async until(isSo: () => boolean, what: string): Promise<void> {
    for (const endMs = Date.now() + PATIENCE_MS; Date.now() < endMs; await wait(20)) {
      if (isSo()) return;
      if (this.child.exitCode !== null) break;
    }
    assert.fail(`never ${what}: ${this.states.join(' ')}\n${this.stderr}`);
  }

  /** Resolves when the watch is idle and has been silent for a while from now on. */
  async rests(ms = REST_MS): Promise<void> {
    this.#lastMs = Date.now();
    const isResting = () => ['idle', 'away'].includes(this.states.at(-1) ?? '') && Date.now() - this.#lastMs > ms;
    await this.until(isResting, 'at rest');
  }

  /** Resolves when it has built once more than `before` and rests. */
  async buildsAgain(before: number): Promise<void> {
    await this.until(() => this.builds > before, 'built again');
    await this.rests();
  }

  async stop(signal: NodeJS.Signals = 'SIGINT'): Promise<Run> {
    signalGroup(this.child, signal);
    return this.ended;
  }

  #take(text: string): void {
    this.#lastMs = Date.now();
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.events.push(JSON.parse(line) as AnyEvent);
  }
}
