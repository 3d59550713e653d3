/** kill -9 at random, of the build alone and of its whole process group. */
import { setTimeout as wait } from 'node:timers/promises';
import { ended } from '../build/rig.ts';
import { type Effort, type Fault, needsLinux, randomOf } from './fault.ts';
import { cleanTree, recovery, type Site } from './site.ts';

type Whom = 'build' | 'group';

/** A little longer than a build takes, so that the last moments have their share. */
const LONGER = 1.1;

/** Kills the build after `share` of the time that a whole one takes. */
async function killed(site: Site, whom: Whom, afterMs: number): Promise<boolean> {
  const child = site.project.start(['build', '--jobs', '1'], { env: site.env });
  const end = ended(child);
  await wait(afterMs);
  const { pid } = child;
  if (pid === undefined || child.exitCode !== null) return false;
  process.kill(whom === 'group' ? -pid : pid, 'SIGKILL');
  return (await end).signal === 'SIGKILL';
}

async function cases(folder: string, { seed, kills }: Effort) {
  const clean = await cleanTree(folder);
  const startedMs = performance.now();
  await cleanTree(folder);
  const buildMs = performance.now() - startedMs;
  const random = randomOf(seed, 'kills');
  return Array.from({ length: kills }, (_, index) => {
    const whom: Whom = index % 2 === 0 ? 'build' : 'group';
    const share = random.uniform() * LONGER;
    return {
      name: `${index + 1}: ${whom} after ${share.toFixed(3)} of its time`,
      run: () => recovery(folder, clean, (site) => killed(site, whom, share * buildMs)),
    };
  });
}

export const KILLS: Fault = { name: 'kill -9 at random', missing: needsLinux, cases };
