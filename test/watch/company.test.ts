/** A watch that is not alone: another watch of the same export, a clean-up of the cache, a disk that is pulled out while it builds. */
import assert from 'node:assert/strict';
import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { Project, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { WatchRun } from './rig.ts';

const timeout = 180_000;

function library(): Project {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  return project;
}

async function watched(project: Project): Promise<WatchRun> {
  const watch = new WatchRun(project);
  await watch.buildsAgain(0);
  return watch;
}

describe('a watch', { concurrency: 4, timeout }, () => {
  test('builds what it could not when the library went away in the middle of a build, once it is back', async () => {
    const project = library();
    const watch = await watched(project);
    const before = watch.builds;
    for (const seed of [3, 4, 5]) project.source(`${seed}.wav`, song(seed));
    await watch.until(() => watch.builds > before, 'building');
    renameSync(project.library, `${project.library}.away`);
    await watch.until(() => watch.states.at(-1) === 'away', 'away');
    await watch.rests();
    renameSync(`${project.library}.away`, project.library);
    await watch.until(() => watch.states.at(-1) === 'idle', 'idle');
    await watch.rests();
    await project.isLikeCleanBuild();
    await watch.stop();
  });

  test('takes up what became of the library while it was away', async () => {
    const project = library();
    const watch = await watched(project);
    renameSync(project.library, `${project.library}.away`);
    await watch.until(() => watch.states.at(-1) === 'away', 'away');
    rmSync(join(`${project.library}.away`, '1.wav'));
    const other = new Project();
    renameSync(other.source('3.wav', song(3)), join(`${project.library}.away`, '3.wav'));
    const before = watch.builds;
    renameSync(`${project.library}.away`, project.library);
    await watch.buildsAgain(before);
    await project.isLikeCleanBuild();
    assert.ok(!existsSync(join(project.export, 'by_source/1')));
    await watch.stop();
  });

  test('agrees with another watch of the same export, and both come to rest', async () => {
    const project = library();
    const watches = [new WatchRun(project), new WatchRun(project)];
    for (const watch of watches) await watch.buildsAgain(0);
    project.source('3.wav', song(3));
    rmSync(join(project.library, '1.wav'));
    for (const watch of watches) await watch.until(() => watch.builds > 1 && watch.states.at(-1) === 'idle', 'built');
    for (const watch of watches) await watch.rests(5000);
    await project.isLikeCleanBuild();
    const builds = watches.map((watch) => watch.builds);
    for (const watch of watches) await watch.rests(5000);
    assert.deepEqual(
      watches.map((watch) => watch.builds),
      builds,
      'neither wakes the other',
    );
    for (const watch of watches) assert.equal((await watch.stop()).code, 130, watch.stderr);
  });

  test('builds on beside a clean-up of its cache', async () => {
    const project = library();
    const watch = await watched(project);
    for (const seed of [3, 4, 5]) {
      const before = watch.builds;
      project.source('new.wav', song(seed));
      await watch.until(() => watch.builds > before, 'building');
      const { code, stderr } = await project.run(['cache', 'gc']);
      if (code !== 0) assert.match(stderr, /another build is at work here/);
      await watch.rests();
      await project.isLikeCleanBuild();
    }
    assert.equal((await project.run(['cache', 'gc'])).code, 0, 'an idle watch is in nobody’s way');
    project.source('new.wav', song(6));
    await watch.buildsAgain(watch.builds);
    await project.isLikeCleanBuild();
    assert.doesNotMatch(watch.stderr, /error/, watch.stderr);
    await watch.stop();
    const again = await project.built();
    assert.equal(again.ran, 0);
    assert.ok(Object.keys(treeOf(project.export)).length > 0);
  });
});
