/** How every sequence has to end: a whole build makes of it what a clean one makes, and what it leaves behind is sound and enough. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { verifyCache } from '../../../src/cache/verify.ts';
import { asBuild, type BuildRun, treeOf } from '../../build/rig.ts';
import { Site, type Tree } from '../site.ts';
import { built, keepsAdded } from './builds.ts';
import { done, leavesNothing } from './cleaning.ts';
import { SOMEBODYS } from './edits.ts';
import { CONTENTS } from './project.ts';
import { COLLECTIONS } from './steps.ts';
import { filesBelow, randomBy, type World } from './world.ts';

const OURS = ['library', 'profiles', 'pipeline.yaml', 'turn.mjs', 'part.mjs', 'list.mjs'];

/** Puts right what nothing can be built with. */
function makeBuildable(world: World): void {
  const { project, added } = world;
  const isAudio = (path: string): boolean => !readFileSync(path).equals(CONTENTS.text);
  if (!filesBelow(project.library).some(isAudio)) project.source('1.wav', CONTENTS.one);
  if (world.module === 'broken') world.module = 'whole';
  world.writeAll();
  for (const path of filesBelow(project.export)) {
    const isAdded = added.has(path.slice(project.folder.length + 1));
    if (!isAdded && readFileSync(path, 'utf8') === SOMEBODYS) rmSync(path);
  }
}

/** Trees of profiles that this pipeline does not make are none of its business. */
function forgetOtherTrees({ project, pipeline, added }: World): void {
  const others = ['tiny', 'other'].filter((name) => !(pipeline.profiles.slice(1) as string[]).includes(name));
  for (const name of others) {
    rmSync(join(project.export, name), { recursive: true, force: true });
    for (const path of added.keys()) if (path.startsWith(`out/${name}/`)) added.delete(path);
  }
}

async function whole(world: World, args: readonly string[] = []): Promise<BuildRun> {
  const run = await built(world, args);
  assert.equal(run.code, 0, `exit ${run.code} ${run.signal}\n${run.stderr}`);
  return asBuild(run);
}

/** From then on everything in the export is told by its own documents. */
export async function settle(world: World): Promise<void> {
  if (world.isSettled) return;
  makeBuildable(world);
  forgetOtherTrees(world);
  await whole(world, ['--prune']);
  world.isSettled = true;
}

/** What a build from nothing makes of the same project. */
async function cleanTreeOf({ project }: World, parent: string): Promise<Tree> {
  const site = new Site(parent);
  for (const name of OURS) {
    rmSync(join(site.project.folder, name), { recursive: true, force: true });
    cpSync(join(project.folder, name), join(site.project.folder, name), { recursive: true });
  }
  const run = await site.build(['--allow-commands']);
  assert.equal(run.code, 0, `a clean build: exit ${run.code} ${run.signal}\n${run.stderr}`);
  const tree = treeOf(site.project.export);
  site.remove();
  return tree;
}

/** But for what somebody added. */
function exportOf({ project, added }: World): Tree {
  const isOurs = (path: string): boolean => !added.has(`out/${path}`);
  return Object.fromEntries(Object.entries(treeOf(project.export)).filter(([path]) => isOurs(path)));
}

export async function endsLikeCleanBuild(world: World, parent: string, salt: number): Promise<void> {
  const { project } = world;
  makeBuildable(world);
  forgetOtherTrees(world);
  await whole(world, ['--prune']);
  const clean = await cleanTreeOf(world, parent);
  const isClean = (when: string): void => assert.deepEqual(exportOf(world), clean, when);
  isClean('not like a clean build');
  if (world.isDamaged) {
    await done(world, ['verify', '--repair']);
    await whole(world);
    isClean('not like a clean build after a repair');
  }
  assert.deepEqual(verifyCache(project.cache, false).damaged, []);
  await done(world, ['gc', ...randomBy(salt).pick(COLLECTIONS)]);
  leavesNothing(world);
  assert.deepEqual(verifyCache(project.cache, false).damaged, [], 'after gc');
  const { summary } = await whole(world);
  assert.equal(summary.ran + summary.restored, 0, `nothing is left to do, but: ${JSON.stringify(summary)}`);
  isClean('not like a clean build after a build that had nothing to do');
  rmSync(project.export, { recursive: true });
  world.added.clear();
  const restored = await whole(world);
  assert.equal(restored.summary.rendered, 0, 'gc left what the export needs');
  isClean('not like a clean build when restored after gc');
  keepsAdded(world);
}
