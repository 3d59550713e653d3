/** `cache gc` after real builds, and a cache that another version of the program wrote. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Collected } from '../../src/cache/gc.ts';
import { Project } from './rig.ts';
import { song } from './sounds.ts';

async function gc(project: Project, ...args: readonly string[]): Promise<Collected> {
  const { code, stdout, stderr } = await project.run(['cache', 'gc', '--json', ...args]);
  assert.equal(code, 0, stderr);
  return JSON.parse(stdout);
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

/** Built with three values, one after the other. */
async function withHistory(): Promise<Project> {
  const project = new Project();
  project.source('1.wav', song(1));
  for (const seed of [7, 8, 9]) await project.built(['--set', `random.seed=${seed}`]);
  return project;
}

test('gc keeps what so many of the last builds needed: going back to one of them renders nothing', async () => {
  const project = await withHistory();
  const { spared, removed } = await gc(project, '--keep-runs', '2');
  assert.ok(spared.files > 0 && removed.files > 0);
  assert.equal((await project.built(['--set', 'random.seed=8'])).rendered, 0);
  assert.equal((await project.built(['--set', 'random.seed=7'])).rendered, 4);
  await project.isLikeCleanBuild(['--set', 'random.seed=7']);
});

test('gc makes room from the oldest on, never takes what the last build needs, and says what it kept and freed', async () => {
  const project = await withHistory();
  const all = (await gc(project, '--max-size', '1G')).spared.bytes;
  const { spared } = await gc(project, '--max-size', '1G');
  assert.equal(spared.bytes, all, 'all of it has room');
  const { stdout, stderr } = await project.run(['cache', 'gc', '--max-size', '1k']);
  assert.match(stdout, /^kept {5}\d+ files \(.* kB\) that the last builds need, 0 files \(0 B\) of builds before$/m);
  assert.match(stdout, /^removed {2}\d+ files \(.* kB\)$/m);
  assert.match(stderr, /the last builds alone need .* kB, more than --max-size 1\.0 kB/);
  rmSync(project.export, { recursive: true });
  assert.equal((await project.built(['--set', 'random.seed=9'])).rendered, 0);
  assert.equal((await project.built(['--set', 'random.seed=8'])).rendered, 4);
});

test('gc forgets an export that is gone once enough builds were of others, and says so', async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  await project.built(['--export', 'other', '--set', 'random.seed=8']);
  rmSync(join(project.folder, 'other'), { recursive: true });
  await project.built();
  assert.deepEqual((await gc(project, '--keep-runs', '2')).forgotten, []);
  await project.built();
  const { stdout } = await project.run(['cache', 'gc', '--keep-runs', '2']);
  assert.match(stdout, /^forgot {3}the export .*other, which is gone$/m);
  assert.equal((await project.built()).ran, 0);
  assert.equal((await project.built(['--export', 'other', '--set', 'random.seed=8'])).rendered, 4);
});

test('gc refuses sizes and numbers of runs that mean nothing', async () => {
  const project = new Project();
  for (const args of [
    ['--max-size', 'much'],
    ['--max-size', '-5M'],
    ['--keep-runs', '0'],
  ])
    assert.equal((await project.run(['cache', 'gc', ...args])).code, 2, args.join(' '));
});

const sealed = (body: string): string => `${createHash('sha256').update(body).digest('hex')}\n${body}\n`;

/** The same cache as a version with another number would have written it: each file whole, its digest right. */
function asWrittenByAnotherVersion(project: Project): void {
  const files = ['actions', 'index'].flatMap((name) => filesBelow(join(project.cache, name)));
  for (const path of files.filter((one) => one.includes('/actions/') || one.endsWith('.json'))) {
    const body = readFileSync(path, 'utf8').split('\n')[1];
    assert.match(body, /^\{"format":1,/);
    writeFileSync(path, sealed(body.replace('"format":1', '"format":2')));
  }
  writeFileSync(join(project.cache, 'format'), '2\n');
}

test('a cache of another format version is ignored, never misread: all is made again, and nothing of it is called damaged', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  asWrittenByAnotherVersion(project);
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
  assert.equal((await gc(project)).isBlind, true, 'the ledger of another version hides what it needs');
  assert.equal((await project.built()).rendered, 8);
  await project.isLikeCleanBuild();
  assert.equal((await project.built()).ran, 0);
  assert.equal((await gc(project)).isBlind, false);
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
});
