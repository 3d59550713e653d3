/** Builds side by side, of one export and of another with the same cache, with `cache gc` between them and an edit under their hands. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../../src/dsp/random.ts';
import { asBuild, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { type Case, type Effort, type Fault, needsLinux, randomOf } from './fault.ts';
import { cleanTree, isNoCrash, Site, type Tree } from './site.ts';

const LONGEST_WAIT_MS = 800;
const EDITED = song(5, 1.2);
/** Tracks × kinds, and those of the edited track once more for each export. */
const MOST_RENDERS = 8 + 2 * 4;

async function together(folder: string, clean: Tree, random: Random): Promise<void> {
  const site = new Site(folder);
  const { project } = site;
  const later = async <T>(start: () => T | Promise<T>): Promise<T> => {
    await wait(random.uniform() * LONGEST_WAIT_MS);
    return start();
  };
  const builds = [[], [], ['--export', 'other']].map((args) => later(() => site.build(args)));
  const collection = later(() => project.run(['cache', 'gc'], { env: site.env }));
  await later(() => project.source('2.wav', EDITED));
  for (const run of await Promise.all(builds)) assert.equal(run.code, 0, run.stderr);
  isNoCrash(await collection);
  const last = [await site.build(), await site.build(['--export', 'other'])];
  for (const run of last) assert.equal(run.code, 0, run.stderr);
  const runs = [...(await Promise.all(builds)), ...last].map(asBuild);
  const rendered = runs.reduce((sum, { summary }) => sum + summary.rendered, 0);
  assert.ok(rendered <= MOST_RENDERS, `${rendered} rendered`);
  site.isClean(clean);
  assert.deepEqual(treeOf(join(project.folder, 'other')), clean);
  site.remove();
}

async function cases(folder: string, { seed, rounds }: Effort): Promise<Case[]> {
  const clean = await cleanTree(folder, (site) => site.project.source('2.wav', EDITED));
  return Array.from({ length: rounds }, (_, index) => ({
    name: `${index + 1}`,
    run: async () => {
      await together(folder, clean, randomOf(seed, `beside ${index}`));
      return true;
    },
  }));
}

export const BESIDE: Fault = { name: 'builds and gc side by side', missing: needsLinux, cases };
