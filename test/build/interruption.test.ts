/** Builds that are killed or interrupted: the next one finishes the work, like a clean build, without doing twice what was done. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../../src/dsp/random.ts';
import { asBuild, ended, firstRender, Project, type Run, rendersOf, SLOW_PROFILE, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const SEEDS = [1, 2, 3];
const isLinux = process.platform === 'linux';

function library(): Project {
  const project = new Project();
  for (const seed of SEEDS) project.source(`${seed}.wav`, song(seed));
  return project;
}

/** The render results that are in the cache. */
function finished(project: Project): number {
  try {
    return readdirSync(`${project.cache}/actions`, { recursive: true, withFileTypes: true }).filter(
      (entry) =>
        entry.isFile() && readFileSync(`${entry.parentPath}/${entry.name}`, 'utf8').includes('"stage":"render"'),
    ).length;
  } catch {
    return 0; // killed before there was a cache
  }
}

/** Workers whose working folder is the project's. */
function workersOf(project: Project): number[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return environment.includes(`GRAINMILL_TEST_PROJECT=${project.folder}\0`);
      } catch {
        return false; // it ended while we looked
      }
    })
    .map(Number);
}

async function workersGone(project: Project, limitMs: number): Promise<boolean> {
  for (const endMs = Date.now() + limitMs; Date.now() < endMs; await wait(20))
    if (workersOf(project).length === 0) return true;
  return false;
}

interface Stop {
  /** Null: with the first render that is done. */
  readonly afterMs: number | null;
  readonly signal: NodeJS.Signals;
  readonly group: boolean;
}

async function stopped(project: Project, { afterMs, signal, group }: Stop): Promise<Run & { tookMs: number }> {
  const child = project.start(['build', '--json', '--jobs', '1'], { env: { GRAINMILL_TEST_PROJECT: project.folder } });
  const end = ended(child);
  const { pid } = child;
  assert.ok(pid);
  await (afterMs === null ? firstRender(child) : wait(afterMs));
  const sentMs = Date.now();
  if (child.exitCode === null) process.kill(group ? -pid : pid, signal);
  return { ...(await end), tookMs: Date.now() - sentMs };
}

/** `answer`, once `child` has written what `pattern` matches to stderr. */
function says<Answer>(child: ChildProcess, pattern: RegExp, answer: Answer): Promise<Answer> {
  return new Promise((resolve) => {
    let text = '';
    child.stderr?.on('data', (piece: Buffer) => {
      text += piece;
      if (pattern.test(text)) resolve(answer);
    });
  });
}

test('after kill -9 at any moment the next build finishes the work and does not do again what was done', {
  skip: !isLinux,
}, async () => {
  const clean = library();
  await clean.built();
  const expected = treeOf(clean.export);
  const random = new Random('5eed'.repeat(8));
  for (const group of [false, true, false, true, false]) {
    const project = library();
    const afterMs = random.between(250, 1000);
    await stopped(project, { afterMs, signal: 'SIGKILL', group });
    assert.ok(await workersGone(project, 3000), `workers left, killed after ${afterMs} ms`);
    const done = finished(project);
    const next = await project.build();
    assert.equal(next.code, 0, next.stderr);
    assert.equal(next.summary.rendered, SEEDS.length * 4 - done, `killed after ${afterMs} ms`);
    assert.deepEqual(treeOf(project.export), expected);
  }
});

test('SIGINT and SIGTERM end the build within 2 s without orphans, and the next build goes on', {
  skip: !isLinux,
}, async () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const project = library();
    const run = await stopped(project, { afterMs: null, signal, group: false });
    assert.equal(run.code, code, `${signal}: ${run.signal} ${run.stderr}`);
    assert.ok(run.tookMs < 2000, `${run.tookMs} ms`);
    assert.deepEqual(workersOf(project), []);
    const done = finished(project);
    assert.ok(done >= 4 && done < SEEDS.length * 4, `${done} done`);
    const next = await project.build();
    assert.equal(next.code, 0, next.stderr);
    assert.equal(rendersOf(next.actions).length, SEEDS.length * 4 - done);
    assert.ok(
      asBuild(run).actions.every(({ status }) => status !== 'failed'),
      'an interrupt is no failure',
    );
  }
});

test('a build that waits for another one heeds an interrupt', { skip: !isLinux }, async () => {
  const project = library();
  project.source('long.wav', song(9, 240));
  project.writeProfile('tiny', SLOW_PROFILE);
  const builds = [1, 2].map(() => project.start(['build', '--json', '--jobs', '1']));
  const ends = builds.map(ended);
  const waiting = await Promise.race(builds.map((build, index) => says(build, /waiting for another build/, index)));
  const sentMs = Date.now();
  builds[waiting].kill('SIGINT');
  assert.equal((await ends[waiting]).code, 130);
  assert.ok(Date.now() - sentMs < 2000);
  builds[1 - waiting].kill('SIGINT');
  assert.equal((await ends[1 - waiting]).code, 130);
});
