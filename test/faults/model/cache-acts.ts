/** What happens to the cache between builds: damage, loss, clean-ups, repair, and a version that writes it otherwise. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sha256 } from '../../../src/cache/digest.ts';
import { cacheLayout } from '../../../src/cache/layout.ts';
import { forgetStanding } from '../../../src/cache/standing-file.ts';
import { CACHE_FORMAT } from '../../../src/plan/fingerprint.ts';
import { DAMAGES } from '../rot.ts';
import { done, leavesNothing } from './cleaning.ts';
import { settle } from './ending.ts';
import type { Step } from './steps.ts';
import { filesBelow, pickFile, randomBy, type World } from './world.ts';

function damage(world: World, what: keyof typeof DAMAGES, where: string, salt: number): void {
  const folder = join(world.project.cache, where);
  const path = pickFile(folder, salt, (file) => readFileSync(file).length > 0);
  if (path === null) return;
  DAMAGES[what](path, filesBelow(folder), randomBy(salt));
  world.isDamaged = true;
}

export const CACHE_ACT = {
  gc: async (world: World, { args }: Extract<Step, { do: 'gc' }>) => {
    await done(world, ['gc', ...args]);
    leavesNothing(world);
  },
  repair: (world: World) => done(world, ['verify', '--repair']),
  damage: (world: World, { what, where, salt }: Extract<Step, { do: 'damage' }>) => damage(world, what, where, salt),
  /** The ledger may be lost with it, and with it the knowledge of what is ours: so the export has to tell that by itself. */
  'damage index': async (world: World, { what, salt }: Extract<Step, { do: 'damage index' }>) => {
    await settle(world);
    damage(world, what, 'index', salt);
  },
  clear: async (world: World) => {
    await settle(world);
    await done(world, ['clear']);
  },
  /** Everything in the cache is as another version wrote it. */
  upgrade: async (world: World) => {
    await settle(world);
    const { formatFile, actions, index } = cacheLayout(world.project.cache);
    forgetStanding(world.project.cache);
    for (const path of [actions, index].flatMap(filesBelow))
      writeFileSync(path, inOtherFormat(readFileSync(path, 'utf8')));
    writeFileSync(formatFile, `${OTHER_FORMAT}\n`);
  },
  /** The manifest among them: so the ledger has to know. */
  'lose document': async (world: World, { salt }: Extract<Step, { do: 'lose document' }>) => {
    world.isSettled = false;
    const path = pickFile(world.project.export, salt, (file) => dirname(file) === world.project.export);
    if (path !== null) rmSync(path);
  },
} as const;

const OTHER_FORMAT = CACHE_FORMAT + 1;

function inOtherFormat(text: string): string {
  const [, body = ''] = text.split('\n');
  const other = body.replace(`"format":${CACHE_FORMAT}`, `"format":${OTHER_FORMAT}`);
  return `${sha256(other)}\n${other}\n`;
}
