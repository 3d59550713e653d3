/** Builds at the same time: on one export, on two exports with one cache, and beside `cache gc`. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

test('two builds of one export wait for each other and render nothing twice', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  const runs = await Promise.all([project.build(), project.build()]);
  assert.deepEqual(
    runs.map(({ code }) => code),
    [0, 0],
  );
  assert.equal(runs[0].summary.rendered + runs[1].summary.rendered, 8);
  assert.equal(runs.filter(({ warnings }) => warnings.join().includes('waiting for another build')).length, 1);
  await project.isLikeCleanBuild();
});

test('two exports with one cache are made at the same time, while gc keeps asking for the cache', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  const builds = Promise.all([project.build(['--export', 'left']), project.build(['--export', 'right'])]);
  await wait(500);
  const collections: (number | null)[] = [];
  let running = true;
  void builds.finally(() => {
    running = false;
  });
  while (running) {
    const { code, stderr } = await project.run(['cache', 'gc']);
    assert.ok(code === 0 || /at work|uses this cache/.test(stderr), stderr);
    collections.push(code);
  }
  const [left, right] = await builds;
  assert.deepEqual([left.code, right.code], [0, 0], left.stderr + right.stderr);
  assert.ok(collections.includes(1), 'gc refuses while a build runs');
  assert.equal((await project.run(['cache', 'gc'])).code, 0);
  assert.deepEqual(treeOf(join(project.folder, 'left')), treeOf(join(project.folder, 'right')));
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
  assert.equal((await project.built(['--export', 'third'])).rendered, 0, 'gc left what both need');
});
