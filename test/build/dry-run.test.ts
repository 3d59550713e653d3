/**
 * The property of dry runs: whatever was changed, lost or asked for, what `--dry-run` announces is what the same build then does, and it writes nothing.
 * GRAINMILL_DRY_RUNS makes the search longer, GRAINMILL_DRY_RUN_SEED starts it elsewhere.
 */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import fc from 'fast-check';
import { buildOptions } from '../../src/cli/full-build.ts';
import { loadProject } from '../../src/cli/load-project.ts';
import type { BuildEvent } from '../../src/event.ts';
import { build } from '../../src/run/build.ts';
import { ChildProcesses } from '../../src/run/child-processes.ts';
import type { Executor } from '../../src/run/executor.ts';
import { openOwnExecutor } from '../../src/run/own/run-own.ts';
import { ASKED, type Asked, CHANGES, changeable, type Dice } from './changes.ts';
import { isAsForeseen } from './foreseen.ts';
import { type Project, stampsOf } from './rig.ts';

const RUNS = Number(process.env.GRAINMILL_DRY_RUNS ?? 20);
const SEED = Number(process.env.GRAINMILL_DRY_RUN_SEED ?? 1);

/** One for all builds: what takes longest about a small render is the start of its process. */
const renderer = new ChildProcesses(2);
after(() => renderer.close());
const openExecutor = (): Executor => ({
  run: (job, options) => renderer.run(job, options),
  close: () => Promise.resolve(),
});

interface Built {
  readonly events: readonly BuildEvent[];
  /** What kept it from beginning, or went wrong in it. */
  readonly failures: readonly string[];
}

async function built(project: Project, { stages = [], ...asked }: Asked, dryRun: boolean): Promise<Built> {
  const options = { directory: project.folder, jobs: 2, startIndex: 0, ...asked };
  const loaded = loadProject(options);
  if (!loaded.ok) return assert.fail(JSON.stringify(loaded.failure));
  const wanted = buildOptions(stages, options, loaded.value);
  if (!wanted.ok) return assert.fail(JSON.stringify(wanted.failure));
  const events: BuildEvent[] = [];
  const ended = await build(
    loaded.value,
    { ...wanted.value, dryRun, request: null },
    {
      emit: (event) => events.push(event),
      signal: new AbortController().signal,
      openExecutor,
      openOwnExecutor,
      now: () => new Date(0),
      program: 'test',
      version: 'test',
    },
  );
  const failures = ended.ok ? ended.value.failures.map(({ failure }) => failure) : [ended.failure];
  return { events, failures: failures.map(({ reason }) => reason) };
}

/** What is changed, in which way, and what is asked for then. */
const step = fc.record({
  changes: fc.array(
    fc.record({
      name: fc.constantFrom(...Object.keys(CHANGES)),
      dice: fc.array(fc.nat(1000), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 3 },
  ),
  asked: fc.constantFrom(...Object.keys(ASKED)),
});

function diceOf(numbers: readonly number[]): Dice {
  let next = 0;
  return (items) => items[numbers[next++ % numbers.length] % items.length];
}

test(`what a dry run announces is what the build does, ${RUNS} times from seed ${SEED} on`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 4 }), async (steps) => {
      const project = changeable();
      await built(project, {}, false);
      for (const { changes, asked } of steps) {
        for (const { name, dice } of changes) CHANGES[name](project, diceOf(dice));
        const before = stampsOf(project.folder);
        const dry = await built(project, ASKED[asked], true);
        assert.deepEqual(stampsOf(project.folder), before, 'a dry run writes nothing');
        const real = await built(project, ASKED[asked], false);
        assert.deepEqual(dry.failures, real.failures);
        isAsForeseen(dry.events, real.events);
      }
    }),
    { numRuns: RUNS, seed: SEED, includeErrorInReport: true },
  );
});
