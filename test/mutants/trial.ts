/** Tries one mutant with its tests in a workplace: caught by the first that fails, or surviving them all. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Mutant } from './mutate.ts';
import { testsFor } from './tests.ts';
import type { Workplace } from './workplace.ts';

export type TestKind = 'units' | 'builds';
export type Fate = 'caught' | 'survived' | 'no program';

const TOGETHER = fileURLToPath(new URL('./together.js', import.meta.url));
/** Of CPU: a fault may make a loop of anything. */
const LIMIT_SECONDS = { units: 30, builds: 120 };
/** Of the clock: or wait for what never comes. */
const PATIENCE_SECONDS = { units: 120, builds: 400 };

export async function tryMutant(mutant: Mutant, workplace: Workplace, by: TestKind): Promise<Fate> {
  if (!workplace.seed(mutant)) return 'no program';
  try {
    return (await isCaught([mutant.path], workplace, by)) ? 'caught' : 'survived';
  } finally {
    workplace.heal(mutant);
  }
}

/** Whether a test of one of the files fails on what is in the workplace. */
export async function isCaught(paths: readonly string[], { folder }: Workplace, by: TestKind): Promise<boolean> {
  const names = new Set(paths.flatMap((path) => testsFor(path)[by]));
  const tests = [...names].map((name) => join(folder, 'dist/test', name));
  const runs = by === 'units' ? [[TOGETHER, ...tests]] : tests.map((test) => ['--test', test]);
  for (const args of runs) if (!(await passes(folder, by, args))) return true;
  return false;
}

function passes(folder: string, what: TestKind, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const limited = `ulimit -t ${LIMIT_SECONDS[what]}; exec "$0" "$@"`;
    const child = spawn('sh', ['-c', limited, process.execPath, ...args], {
      cwd: folder,
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, NODE_TEST_CONTEXT: undefined },
    });
    const timer = setTimeout(() => process.kill(-(child.pid ?? 0), 'SIGKILL'), PATIENCE_SECONDS[what] * 1000);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code === 0);
    });
  });
}
