/** Too little room: a file system of every size that ends somewhere in a build, and a limit on the size of files. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ended, MAIN } from '../build/rig.ts';
import { type Case, type Effort, type Fault, needsLinux, randomOf, strided } from './fault.ts';
import { cleanTree, isNoCrash, recovery, type Site } from './site.ts';

const STEPS = 50;
const KIB_A_STEP = 8;
/** Of half a KiB: the largest file of a build has about 40 KiB. */
const BLOCKS_A_STEP = 2;
const ROOMY = 'size=64m';

const mount = (folder: string, options: string): boolean =>
  spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', folder]).status === 0;

function needsTmpfs(): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-space-'));
  const isMounted = mount(folder, ROOMY);
  if (isMounted) spawnSync('umount', [folder]);
  rmdirSync(folder);
  return isMounted ? null : 'needs the right to mount tmpfs';
}

const sizes = ({ seed, points }: Effort, name: string, step: number): readonly number[] =>
  strided(
    Array.from({ length: STEPS }, (_, index) => (index + 1) * step),
    points * 3,
    randomOf(seed, name),
  );

/** Of the export and of the cache, which lie on the small disk. */
async function onSmallDisk(folder: string, effort: Effort): Promise<Case[]> {
  const clean = await cleanTree(folder);
  return (['cache', 'export'] as const).flatMap((what) =>
    sizes(effort, what, KIB_A_STEP).map((kib) => {
      const hurt = async (site: Site): Promise<boolean> => {
        const disk = site.project[what];
        mkdirSync(disk);
        if (!mount(disk, `size=${kib}k`)) return false;
        site.cleanUp.push(() => spawnSync('umount', ['-l', disk]));
        const run = await site.build();
        isNoCrash(run);
        spawnSync('mount', ['-o', `remount,${ROOMY}`, disk]);
        return run.code !== 0;
      };
      return { name: `${what} on ${kib} KiB`, run: () => recovery(folder, clean, hurt) };
    }),
  );
}

async function withSmallFiles(folder: string, effort: Effort): Promise<Case[]> {
  const clean = await cleanTree(folder);
  const hurt = async (site: Site, blocks: number): Promise<boolean> => {
    const limited = `ulimit -f ${blocks}; exec "$0" "$@"`;
    const env = { ...process.env, NO_COLOR: '1', ...site.env };
    const run = await ended(
      spawn('sh', ['-c', limited, process.execPath, MAIN, 'build', '--jobs', '1'], { cwd: site.project.folder, env }),
    );
    isNoCrash(run);
    return run.code !== 0;
  };
  return sizes(effort, 'files', BLOCKS_A_STEP).map((blocks) => ({
    name: `${blocks} blocks`,
    run: () => recovery(folder, clean, (site) => hurt(site, blocks)),
  }));
}

export const SPACE: readonly Fault[] = [
  { name: 'full disk', missing: needsTmpfs, cases: onSmallDisk },
  { name: 'limit on the size of files', missing: needsLinux, cases: withSmallFiles },
];
