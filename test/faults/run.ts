/** Carries out the cases of a fault, two at a time. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import PQueue from 'p-queue';
import type { Effort, Fault } from './fault.ts';

const AT_ONCE = 2;

export interface Failed {
  readonly name: string;
  readonly message: string;
}

export interface Outcome {
  readonly runs: number;
  /** Of these the fault did not come to pass. */
  readonly missed: number;
  readonly failed: readonly Failed[];
  /** Not tried any more. */
  readonly leftOut: number;
}

/** `isChosen` tells by name which cases to run; `isOver` ends it early. */
export async function carryOut(
  fault: Fault,
  effort: Effort,
  isChosen: (name: string) => boolean = () => true,
  isOver: () => boolean = () => false,
): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-fault-'));
  const failed: Failed[] = [];
  let runs = 0;
  let missed = 0;
  const queue = new PQueue({ concurrency: AT_ONCE });
  const cases = (await fault.cases(folder, effort)).filter(({ name }) => isChosen(name));
  await queue.addAll(
    cases.map(({ name, run }) => async () => {
      if (isOver()) return;
      runs++;
      try {
        if (!(await run())) missed++;
      } catch (error) {
        failed.push({ name, message: (error as Error).message });
      }
    }),
  );
  rmSync(folder, { recursive: true, force: true });
  return { runs, missed, failed, leftOut: cases.length - runs };
}
