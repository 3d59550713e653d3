/** Sources that change or cannot be read while a build is at work. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ChildProcesses } from '../../src/run/child-processes.ts';
import type { Executor, RenderJob } from '../../src/run/executor.ts';
import { buildWith } from './in-process.ts';
import { MAIN, Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

/** Calls `before` ahead of each job that a real child then carries out. */
function disturbed(before: (job: RenderJob, nth: number) => void): Executor {
  const real = new ChildProcesses(1);
  let jobs = 0;
  return {
    run: (job, options) => {
      before(job, jobs++);
      return real.run(job, options);
    },
    close: () => real.close(),
  };
}

test('a file that changes while it is rendered is done again with a warning, and never kept under its old name', async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  project.source('2.wav', song(2));
  let changes = 0;
  const { report, events } = await buildWith(project, () =>
    disturbed((job) => {
      if (job.track === '2' && changes++ === 0) writeFileSync(job.source.path, song(20));
    }),
  );
  assert.deepEqual(report.failures, []);
  assert.ok(events.some((event) => event.event === 'warning' && /changed.*done again/.test(event.message)));
  const told = events.filter((event) => event.event === 'action');
  assert.equal(told.length, report.summary.actions - report.summary.upToDate, 'each action is told once');
  assert.ok(told.every(({ status }) => status !== 'failed'));
  await project.isLikeCleanBuild();
  project.source('2.wav', song(2));
  assert.equal((await project.built()).rendered, 4, 'the first state of the file was never stored');
});

test('a file that never holds still fails, and the others are made', async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  project.source('2.wav', song(2));
  let changes = 100;
  const { report } = await buildWith(project, () =>
    disturbed((job) => {
      if (job.track === '2') writeFileSync(job.source.path, song(changes++));
    }),
  );
  assert.ok(report.failures.every(({ failure }) => failure.reason === 'source-changed'));
  assert.equal(report.summary.failed, 4);
  assert.equal(report.summary.rendered, 4);
  assert.ok(existsSync(join(project.export, 'by_source/1/pads')));
});

test('a file that vanishes while the build is at work is no crash', async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  project.source('2.wav', song(2));
  const { report } = await buildWith(project, () =>
    disturbed((job) => {
      if (job.track === '2') rmSync(job.source.path, { force: true });
    }),
  );
  assert.deepEqual(report.failures, []);
  await project.isLikeCleanBuild();
});

const hasStrace = spawnSync('strace', ['-V']).status === 0;

test('a file that cannot be read for a while keeps its textures', {
  skip: !hasStrace && 'no strace here',
}, async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  const before = treeOf(join(project.export, 'by_source'));
  const path = join(project.library, '2.wav');
  const args = [
    '-f',
    '--seccomp-bpf',
    '-o',
    '/dev/null',
    '-P',
    path,
    '-e',
    'trace=openat',
    '-e',
    'inject=openat:error=EIO',
  ];
  writeFileSync(path, song(2));
  const run = spawnSync('strace', [...args, process.execPath, MAIN, 'build', '--json'], {
    cwd: project.folder,
    encoding: 'utf8',
  });
  assert.equal(run.status, 0, run.stderr);
  assert.match(readFileSync(join(project.export, 'rejected.csv'), 'utf8'), /2\.wav,discover,unreadable,.*EIO/);
  assert.deepEqual(treeOf(join(project.export, 'by_source')), before);
  assert.equal((await project.built()).rendered, 0);
  await project.isLikeCleanBuild();
});
