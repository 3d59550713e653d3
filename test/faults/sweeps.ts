/** kill -9 and errors of the disk at every system call that touches the project, each call swept on its own. */
import assert from 'node:assert/strict';
import { type Case, type Effort, type Fault, needsStrace, randomOf, strided } from './fault.ts';
import { cleanTree, isNoCrash, recovery, Site, type Tree } from './site.ts';
import { type Effect, injected, type Point, pointsOf, type Who } from './strace.ts';

/** A disk has room for whatever needs none. */
const NEEDS_ROOM = /^(openat|p?write|mkdir|rename|link|copy_file_range|sendfile|fsync|ftruncate)/;

async function hurt(site: Site, point: Point, effect: Effect): Promise<boolean> {
  const { run, happened } = await injected(site, point, effect);
  if (effect === 'signal=KILL' || !happened) return happened;
  isNoCrash(run);
  if (point.call.startsWith('fsync')) assert.notEqual(run.stderr, '', 'a failed fsync is told');
  return happened;
}

function sweep(name: string, who: Who, effect: Effect, applies: RegExp): Fault {
  const cases = async (folder: string, { seed, points }: Effort): Promise<Case[]> => {
    const clean = await cleanTree(folder);
    const site = new Site(folder);
    const all = (await pointsOf(site, who)).filter(({ call }) => applies.test(call));
    site.remove();
    const random = randomOf(seed, name);
    const calls = [...new Set(all.map(({ call }) => call))];
    const chosen = calls.flatMap((call) =>
      strided(
        all.filter((point) => point.call === call),
        points,
        random,
      ),
    );
    return chosen.map((point) => caseOf(folder, clean, point, effect));
  };
  return { name, missing: needsStrace, cases };
}

const caseOf = (folder: string, clean: Tree, point: Point, effect: Effect): Case => ({
  name: `${point.call} ${point.nth}`,
  run: () => recovery(folder, clean, (site) => hurt(site, point, effect)),
});

export const SWEEPS: readonly Fault[] = (['build', 'job'] as const).flatMap((who) => [
  sweep(`kill -9 of the ${who} at every system call`, who, 'signal=KILL', /./),
  sweep(`EIO in the ${who} at every system call`, who, 'error=EIO', /./),
  sweep(`ENOSPC in the ${who} at every system call`, who, 'error=ENOSPC', NEEDS_ROOM),
]);
