/** An executor without processes: jobs are carried out by a function, here and now. For tests of what is around the jobs. */
import type { Failure } from '../../src/failure.ts';
import { err, ok, type Result } from '../../src/result.ts';
import type { Executor, JobOptions, RenderJob } from '../../src/run/executor.ts';
import type { KindResult } from '../../src/texture/record.ts';

const INTERRUPTED = err({ reason: 'interrupted', signal: 'SIGINT' } as const);

export class InProcess<Job = RenderJob, Answer = KindResult[]> implements Executor<Job, Answer> {
  readonly #carryOut: (job: Job) => Answer | Promise<Answer>;
  readonly #closing = new AbortController();

  constructor(carryOut: (job: Job) => Answer | Promise<Answer>) {
    this.#carryOut = carryOut;
  }

  async run(job: Job, { timeoutSeconds, signal }: JobOptions): Promise<Result<Answer, Failure>> {
    const stop = AbortSignal.any([signal, this.#closing.signal]);
    if (stop.aborted) return INTERRUPTED;
    return new Promise((resolve) => {
      const settle = (result: Result<Answer, Failure>): void => {
        clearTimeout(timer);
        stop.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onAbort = (): void => settle(INTERRUPTED);
      const timer = setTimeout(
        () => settle(err({ reason: 'timeout', limitSeconds: timeoutSeconds })),
        timeoutSeconds * 1000,
      );
      stop.addEventListener('abort', onAbort, { once: true });
      this.#tried(job).then(settle);
    });
  }

  close(): Promise<void> {
    this.#closing.abort();
    return Promise.resolve();
  }

  async #tried(job: Job): Promise<Result<Answer, Failure>> {
    try {
      return ok(await this.#carryOut(job));
    } catch (error) {
      const { message, stack = '' } = error as Error;
      return err({ reason: 'bug', message, stack });
    }
  }
}
