/**
 * Carries jobs out in child processes, which are kept and used again. A process of its own can be killed whatever
 * it is doing, and its memory is its own. Each child leads a process group, so that whatever it started ends with it.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Failure } from '../failure.ts';
import { err, type Result } from '../result.ts';
import type { KindResult } from '../texture/record.ts';
import type { Executor, JobOptions, RenderJob } from './executor.ts';
import { failureOf } from './system-failure.ts';

const ENTRY = fileURLToPath(new URL('./worker-entry.js', import.meta.url));
/** Collecting garbage and compiling in the job's own thread: with helpers a job takes a third more CPU, which the job beside it then lacks. */
const WITHOUT_HELPERS = '--single-threaded';
/**
 * MB of room for new objects, of which V8 would take 48 and leave most empty, as audio lies outside of it; and of old ones before they are looked
 * through: V8 would begin at 14, two thirds of which is code that stays.
 */
const HEAP = ['--max-semi-space-size=2', '--initial-old-space-size=32'];
/** Bytecode of others that is compiled into a function, of which V8 would take 920: most functions run too short a time to earn it. */
const COMPILING = '--max-inlined-bytecode-size-cumulative=300';
const GRACE_AFTER_TIMEOUT_MS = 5000;
const GRACE_AFTER_INTERRUPT_MS = 1000;
/** Timers take no more: 24 days. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const KEPT_STDERR_CHARACTERS = 4000;

const INTERRUPTED: Failure = { reason: 'interrupted', signal: 'SIGINT' };

interface Worker {
  readonly child: ChildProcess;
  /** The end of what the child wrote to stderr: shown when it dies. */
  stderr: string;
}

export class ChildProcesses<Job extends object = RenderJob, Answer = KindResult[]> implements Executor<Job, Answer> {
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #entry: string;
  readonly #execArgv: readonly string[];
  #isClosed = false;

  /** `atOnce` jobs at most will run side by side. `entry` is the module that serves the parent. */
  constructor(atOnce: number, entry: string = ENTRY) {
    this.#entry = entry;
    const leavesCoresIdle = atOnce < availableParallelism();
    const threading = leavesCoresIdle ? [] : [WITHOUT_HELPERS];
    this.#execArgv = [...process.execArgv, ...HEAP, COMPILING, ...threading];
    process.on('exit', this.#killAll);
  }

  async run(job: Job, options: JobOptions): Promise<Result<Answer, Failure>> {
    if (options.signal.aborted || this.#isClosed) return err(INTERRUPTED);
    try {
      const worker = this.#takeIdle() ?? this.#start();
      worker.stderr = '';
      const { result, reusable } = await converse<Answer>(worker, job, options);
      if (worker.child.connected && reusable && !this.#isClosed) this.#idle.push(worker);
      else await terminate(worker.child, GRACE_AFTER_INTERRUPT_MS);
      return this.#isClosed && !result.ok ? err(INTERRUPTED) : result;
    } catch (error) {
      return err(failureOf(error, process.execPath)); // there is no child to be had
    }
  }

  /** Starts a child ahead of its first job. One that cannot be started is found out by that job, which starts another. */
  prepare(): void {
    const worker = this.#start();
    worker.child.on('error', () => {});
    this.#idle.push(worker);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#all].map((worker) => terminate(worker.child, GRACE_AFTER_INTERRUPT_MS)));
    process.off('exit', this.#killAll);
  }

  /** The last resort when this process ends at once. */
  readonly #killAll = (): void => {
    for (const { child } of this.#all) signalGroup(child, 'SIGKILL');
  };

  /** A child may have died while it waited. */
  #takeIdle(): Worker | undefined {
    const worker = this.#idle.pop();
    return worker === undefined || worker.child.connected ? worker : this.#takeIdle();
  }

  #start(): Worker {
    const child = fork(this.#entry, ['worker'], {
      detached: true,
      execArgv: [...this.#execArgv],
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    const worker: Worker = { child, stderr: '' };
    child.stderr?.on('data', (text: Buffer) => {
      worker.stderr = (worker.stderr + text.toString('utf8')).slice(-KEPT_STDERR_CHARACTERS);
    });
    this.#all.add(worker);
    child.once('exit', () => {
      this.#all.delete(worker);
      signalGroup(child, 'SIGKILL'); // whatever the child had started itself
    });
    return worker;
  }
}

/** Sends the job and waits for the answer, the end of the child, the time limit or the interrupt, whichever comes first. */
function converse<Answer>(
  worker: Worker,
  job: object,
  options: JobOptions,
): Promise<{ result: Result<Answer, Failure>; reusable: boolean }> {
  const { child } = worker;
  return new Promise((resolve) => {
    const settle = (result: Result<Answer, Failure>, reusable: boolean): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', onAbort);
      child.off('message', onMessage).off('exit', onExit).off('error', onError);
      resolve({ result, reusable });
    };
    const onMessage = (answer: unknown): void =>
      isResult<Answer>(answer) ? settle(answer, true) : settle(err(crashed('what it answered is no answer')), false);
    const onExit = (exitCode: number | null, signal: string | null): void =>
      settle(err(diagnose(exitCode, signal, worker.stderr)), false);
    const onError = (error: Error): void => settle(err(diagnose(null, null, error.message)), false);
    const onAbort = (): void => settle(err(INTERRUPTED), false);
    const onTimeout = (): void => {
      void terminate(child, GRACE_AFTER_TIMEOUT_MS).then(() =>
        settle(err({ reason: 'timeout', limitSeconds: options.timeoutSeconds }), false),
      );
      // It is on its way out: neither that nor an answer that comes too late is the outcome.
      child.off('exit', onExit).off('message', onMessage);
    };
    const timer = setTimeout(onTimeout, Math.min(options.timeoutSeconds * 1000, LONGEST_TIMER_MS));
    options.signal.addEventListener('abort', onAbort, { once: true });
    child.on('message', onMessage).once('exit', onExit).on('error', onError);
    try {
      child.send(job, (error) => {
        if (error) onError(error);
      });
    } catch (error) {
      settle(err(failureOf(error, process.execPath)), true); // no plain value: the child has heard nothing of it
    }
  });
}

/** What is not of the form of an answer comes from no worker of ours, and is not handed on. */
function isResult<Answer>(answer: unknown): answer is Result<Answer, Failure> {
  if (typeof answer !== 'object' || answer === null || !('ok' in answer)) return false;
  if (answer.ok === true) return 'value' in answer && answer.value !== undefined;
  const { failure } = answer as { readonly failure?: unknown };
  return typeof failure === 'object' && failure !== null && 'reason' in failure;
}

const crashed = (detail: string): Failure => ({ reason: 'worker-crashed', exitCode: null, signal: null, detail });

function diagnose(exitCode: number | null, signal: string | null, stderr: string): Failure {
  const detail = stderr.trim().split('\n').slice(-8).join('\n');
  if (/heap out of memory|Array buffer allocation failed|ERR_WORKER_OUT_OF_MEMORY/.test(stderr))
    return { reason: 'out-of-memory', detail };
  if (signal === 'SIGKILL') return { reason: 'out-of-memory', detail: detail || 'killed by the system (SIGKILL)' };
  return { reason: 'worker-crashed', exitCode, signal, detail };
}

const isRunning = (child: ChildProcess): boolean =>
  child.exitCode === null && child.signalCode === null && child.pid !== undefined;

/** TERM to the whole group, then KILL after the grace; resolves when the child is gone. */
function terminate(child: ChildProcess, graceMs: number): Promise<void> {
  if (!isRunning(child)) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    signalGroup(child, 'SIGTERM');
  });
}

function signalGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error; // ESRCH: the group is gone already
  }
}
