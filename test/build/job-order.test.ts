/** In which order tracks are rendered: the best first one at a time, the longest first side by side. What comes out is the same either way. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RenderJob } from '../../src/run/executor.ts';
import type { KindResult } from '../../src/texture/record.ts';
import { InProcess } from '../run/in-process.ts';
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

/** What was asked for when every track is found silent. */
async function orderOf(project: Project, jobs: number) {
  const heard: string[] = [];
  const opened: number[] = [];
  const open = (atOnce: number) => {
    opened.push(atOnce);
    return new InProcess<RenderJob, KindResult[]>(({ track, requests }) => {
      heard.push(track);
      return requests.map(() => SILENT);
    });
  };
  await buildWith(project, open, { jobs, force: new Set(['render']) });
  return { heard, opened };
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
  assert.deepEqual(
    [one, two, await orderOf(project, 8)].map(({ opened }) => opened),
    [[1], [2], [3]],
  );
});
