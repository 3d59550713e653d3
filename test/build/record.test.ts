/** What is told of builds afterwards. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Project } from './rig.ts';
import { song } from './sounds.ts';

test('status --runs and graph tell what the last builds did', async () => {
  const project = new Project();
  assert.match((await project.run(['status', '--runs'])).stdout, /^no build is on record/);
  project.source('1.wav', song(1));
  await project.built();
  project.source('2.wav', song(2));
  const before = Date.now();
  await project.built();
  const after = Date.now();
  const { runs } = JSON.parse((await project.run(['status', '--runs', '--json'])).stdout);
  assert.deepEqual(
    runs.map(({ stages }: { stages: Record<string, { ran: number; upToDate: number }> }) => [
      stages.render.ran,
      stages.render.upToDate,
      stages.catalog.ran,
      stages.collect.ran,
    ]),
    [
      [4, 4, 1, 1],
      [4, 0, 1, 1],
    ],
  );
  const startedMs = Date.parse(runs[0].startedAt);
  assert.ok(before <= startedMs, 'not before the build began');
  assert.ok(startedMs + runs[0].summary.elapsedMs <= after, 'and so early that the whole build comes after it');
  assert.equal((await project.run(['status', '--runs'])).stdout.trimEnd().split('\n').length, 3);
  const graph = JSON.parse((await project.run(['graph', '--format', 'json'])).stdout);
  const render = graph.stages.find(({ name }: { name: string }) => name === 'render').last_build;
  assert.deepEqual([render.ran, render.up_to_date], [4, 4]);
  assert.ok(render.elapsed_ms > 0);
  assert.match((await project.run(['graph', '--format', 'html'])).stdout, /4 ran, 4 up to date/);
});
