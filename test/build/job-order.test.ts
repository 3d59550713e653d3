/** In which order tracks are rendered: the best first one at a time, the longest first side by side. What comes out is the same either way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Executor } from '../../src/run/executor.ts';
import type { KindResult } from '../../src/texture/record.ts';
import { buildWith } from './in-process.ts';
import { Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const SILENT: KindResult = {
  verdict: { rule: 'silent', measured: 'peak 0', threshold: '-80 dBFS' },
  facts: null,
  textures: [],
  rejections: [],
  warnings: [],
};

/** Finds every track silent. */
class Deaf implements Executor {
  readonly heard: string[] = [];
  atOnce = 0;

  run: Executor['run'] = ({ track, requests }) => {
    this.heard.push(track);
    return Promise.resolve({ ok: true, value: requests.map(() => SILENT) });
  };

  close(): Promise<void> {
    return Promise.resolve();
  }
}

async function orderOf(project: Project, jobs: number): Promise<Deaf> {
  const executor = new Deaf();
  await buildWith(project, (atOnce) => Object.assign(executor, { atOnce }), { jobs, force: new Set(['render']) });
  return executor;
}

test('side by side the longest tracks are rendered first, one at a time the best', async () => {
  const project = new Project();
  for (const [name, seconds] of [
    ['long mix', 9],
    ['longer mix', 12],
    ['ambient pad', 7],
  ] as const)
    project.source(`${name}.wav`, song(1, seconds));
  const one = await orderOf(project, 1);
  const tree = treeOf(project.export);
  const two = await orderOf(project, 2);
  assert.equal(one.heard[0], 'ambient_pad', 'preferred by the words in its name');
  assert.deepEqual(two.heard, ['longer_mix', 'long_mix', 'ambient_pad']);
  assert.deepEqual(treeOf(project.export), tree);
  assert.deepEqual([one.atOnce, two.atOnce, (await orderOf(project, 8)).atOnce], [1, 2, 3]);
});
