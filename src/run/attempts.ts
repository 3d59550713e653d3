/** Tries a job again where its stage asks for that. Knows nothing of what it does. */
import type { EmitEvent } from '../event.ts';
import type { Failure } from '../failure.ts';
import type { StageDeclaration } from '../pipeline/pipeline.ts';
import { failureText } from '../report/failure.ts';
import type { Result } from '../result.ts';

export interface AttemptOptions {
  /** How often it is tried again. */
  readonly retries: number;
  readonly signal: AbortSignal;
  /** Told before each new try, of which `number` is the first, second, … */
  readonly onRetry: (failure: Failure, number: number) => void;
}

/** What another try may mend. A full disk, an interrupt or a changed source is the build's business, not the job's. */
const WORTH_ANOTHER: readonly Failure['reason'][] = [
  'stage-failed',
  'timeout',
  'worker-crashed',
  'out-of-memory',
  'io',
  'decoder-failed',
];

export async function attempt<T>(
  run: () => Promise<Result<T, Failure>>,
  { retries, signal, onRetry }: AttemptOptions,
): Promise<Result<T, Failure>> {
  for (let number = 1; ; number++) {
    const result = await run();
    if (result.ok || number > retries || signal.aborted || !WORTH_ANOTHER.includes(result.failure.reason))
      return result;
    onRetry(result.failure, number);
  }
}

/** Says on each new try what went wrong with the last one. */
export const retryWarning =
  (
    { name, retries }: Pick<StageDeclaration, 'name' | 'retries'>,
    track: string,
    emit: EmitEvent,
  ): AttemptOptions['onRetry'] =>
  (failure, number) =>
    emit({
      event: 'warning',
      message: `${name} of ${track}: ${failureText(failure)}; tried again (${number} of ${retries})`,
      track,
    });
