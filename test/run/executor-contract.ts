/** What every `Executor` must do, wherever it carries its jobs out. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Failure, FailureReason } from '../../src/failure.ts';
import type { Result } from '../../src/result.ts';
import type { Executor } from '../../src/run/executor.ts';
import { processesBelow, skipWithoutProc, stillRunning } from './processes.ts';

/** A job that would never end by itself, with everything it has started. */
export interface HangingJob<Job> {
  readonly job: Job;
  /** Written when the job is at work. */
  readonly begunFile: string;
  /** Where the job, asked to end, goes on noting milliseconds of the clock, as it does not want to; null for a job that ends when asked. */
  readonly deafFile: string | null;
}

export interface Mishap<Job> {
  readonly what: string;
  readonly job: Job;
  readonly reason: FailureReason;
}

/** An implementation with jobs for it that do what the suite needs done. */
export interface ExecutorWorld<Job, Answer> {
  readonly name: string;
  readonly open: (atOnce: number) => Executor<Job, Answer>;
  /** A job that asks for these parts in this order. There are parts 1, 2 and 3. */
  readonly job: (...parts: readonly number[]) => Job;
  /** One a part that was asked for. */
  readonly partsOf: (answer: Answer) => readonly unknown[];
  /** A new one each time. */
  readonly hanging: () => HangingJob<Job>;
  readonly mishaps: readonly Mishap<Job>[];
}

const PATIENT = { timeoutSeconds: 60, signal: new AbortController().signal };
/** Long enough for a job to begin. */
const LIMIT_SECONDS = 3;
/** Less than the grace after a time limit, which must not be taken for the one after an interrupt. */
const SOON_MS = 4000;

const failureOf = <Answer>(result: Result<Answer, Failure>): Failure =>
  result.ok ? assert.fail(`answered ${JSON.stringify(result.value)}`) : result.failure;

const answerOf = <Answer>(result: Result<Answer, Failure>): Answer =>
  result.ok ? result.value : assert.fail(JSON.stringify(result.failure));

async function begun({ begunFile }: HangingJob<unknown>): Promise<void> {
  for (let turn = 0; turn < 800 && !existsSync(begunFile); turn++) await wait(25);
  assert.ok(existsSync(begunFile), 'the job has not begun');
}

export function executorContract<Job, Answer>(world: ExecutorWorld<Job, Answer>): void {
  const { open, job, partsOf, hanging } = world;
  const answered = async (executor: Executor<Job, Answer>, ...parts: readonly number[]): Promise<Answer> =>
    answerOf(await executor.run(job(...parts), PATIENT));
  const isStillOfUse = async (executor: Executor<Job, Answer>): Promise<void> => {
    assert.equal(partsOf(await answered(executor, 1)).length, 1, 'the next job runs');
  };
  /** Opens, tries and closes, and fails when anything of it is left then. */
  const using = async (atOnce: number, body: (executor: Executor<Job, Answer>) => Promise<void>): Promise<void> => {
    const executor = open(atOnce);
    try {
      await body(executor);
    } finally {
      await executor.close();
    }
    assert.deepEqual(processesBelow(), [], 'close resolves when nothing is left');
  };

  describe(`the executor ${world.name}`, { skip: skipWithoutProc, timeout: 240_000 }, () => {
    it('gives equal answers to equal jobs, to another time and by another one', async () => {
      const answers: Answer[] = [];
      for (let times = 0; times < 2; times++)
        await using(1, async (executor) => {
          answers.push(await answered(executor, 1, 2), await answered(executor, 1, 2));
        });
      for (const answer of answers) assert.deepEqual(answer, answers[0]);
    });

    it('answers in the order in which a job asks', async () => {
      await using(1, async (executor) => {
        const [one] = partsOf(await answered(executor, 1));
        const [two] = partsOf(await answered(executor, 2));
        assert.notDeepEqual(one, two);
        assert.deepEqual(partsOf(await answered(executor, 1, 2)), [one, two]);
        assert.deepEqual(partsOf(await answered(executor, 2, 1)), [two, one]);
      });
    });

    it('carries out several jobs at once and gives each its own answer', async () => {
      await using(3, async (executor) => {
        const together = await Promise.all([1, 2, 3].map((part) => answered(executor, part)));
        for (const [index, answer] of together.entries())
          assert.deepEqual(answer, await answered(executor, index + 1), `part ${index + 1}`);
      });
    });

    it('lets no job wait for another that hangs', async () => {
      await using(2, async (executor) => {
        const hung = hanging();
        const stop = new AbortController();
        const running = executor.run(hung.job, { timeoutSeconds: 60, signal: stop.signal });
        await begun(hung);
        await isStillOfUse(executor);
        stop.abort();
        assert.equal(failureOf(await running).reason, 'interrupted');
      });
    });

    it('ends a job past its limit, by force 5 s after it was asked to end, and tells of the limit', async () => {
      await using(1, async (executor) => {
        await isStillOfUse(executor);
        const hung = hanging();
        const running = executor.run(hung.job, { ...PATIENT, timeoutSeconds: LIMIT_SECONDS });
        await begun(hung);
        const atWork = processesBelow();
        assert.deepEqual(failureOf(await running), { reason: 'timeout', limitSeconds: LIMIT_SECONDS });
        assert.deepEqual(await stillRunning(atWork), []);
        if (hung.deafFile !== null) {
          const notesMs = readFileSync(hung.deafFile, 'utf8').trim().split('\n').map(Number);
          const grantedMs = Math.max(...notesMs) - Math.min(...notesMs);
          assert.ok(grantedMs > 4000, `it had ${grantedMs} ms to end`);
        }
        await isStillOfUse(executor);
      });
    });

    it('ends a job within a second of an interrupt, with all it had started', async () => {
      await using(1, async (executor) => {
        const hung = hanging();
        const stop = new AbortController();
        const running = executor.run(hung.job, { timeoutSeconds: 60, signal: stop.signal });
        await begun(hung);
        const atWork = processesBelow();
        stop.abort();
        const first = await Promise.race([running, wait(SOON_MS, 'it is still running')]);
        assert.deepEqual(first, { ok: false, failure: { reason: 'interrupted', signal: 'SIGINT' } });
        assert.deepEqual(await stillRunning(atWork), []);
        await isStillOfUse(executor);
      });
    });

    it('does not begin a job that was interrupted before', async () => {
      await using(1, async (executor) => {
        const hung = hanging();
        const result = await executor.run(hung.job, { timeoutSeconds: 60, signal: AbortSignal.abort() });
        assert.equal(failureOf(result).reason, 'interrupted');
        assert.equal(existsSync(hung.begunFile), false);
        await isStillOfUse(executor);
      });
    });

    for (const { what, job: bad, reason } of world.mishaps)
      it(`names what went wrong with a job ${what}, and goes on`, async () => {
        await using(1, async (executor) => {
          await isStillOfUse(executor);
          const failure = failureOf(await executor.run(bad, PATIENT));
          assert.equal(failure.reason, reason, JSON.stringify(failure));
          await isStillOfUse(executor);
        });
      });

    it('loses no job when all its processes are killed while they wait', async () => {
      await using(2, async (executor) => {
        await Promise.all([answered(executor, 1), answered(executor, 2)]);
        const waiting = processesBelow();
        for (const pid of waiting) process.kill(pid, 'SIGKILL');
        assert.deepEqual(await stillRunning(waiting), []);
        await wait(50);
        await isStillOfUse(executor);
      });
    });

    it('can be closed unused, and again', async () => {
      const executor = open(1);
      await Promise.all([executor.close(), executor.close()]);
      await executor.close();
      assert.deepEqual(processesBelow(), []);
    });

    it('interrupts what runs when it is closed, leaves nothing of it and begins nothing more', async () => {
      const executor = open(1);
      const hung = hanging();
      const running = executor.run(hung.job, PATIENT);
      await begun(hung);
      const atWork = processesBelow();
      const closed = Promise.all([executor.close(), executor.close()]);
      assert.equal(failureOf(await running).reason, 'interrupted');
      await closed;
      assert.deepEqual(processesBelow(), []);
      assert.deepEqual(await stillRunning(atWork), []);
      assert.equal(failureOf(await executor.run(job(1), PATIENT)).reason, 'interrupted');
      assert.deepEqual(processesBelow(), []);
    });
  });
}
