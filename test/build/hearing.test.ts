/** What was heard of a track is kept in the cache: other values of a texture need no second hearing, and nobody can tell from the export. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import { type ActionResult, openDiskStore } from '../../src/cache/store.ts';
import { keepHearing, recallHearing } from '../../src/run/kept-hearing.ts';
import { FLAC_FIXTURE, MP3_FIXTURE } from './fixtures.ts';
import { Project } from './rig.ts';
import { song } from './sounds.ts';

const LONGER_CLOUD = ['--kind', 'clouds', '--set', 'clouds.duration_seconds=1.2'];

interface KeptHearing {
  readonly resultPath: string;
  readonly objectPath: string;
  readonly result: ActionResult;
}

function hearings(project: Project): KeptHearing[] {
  const folder = join(project.cache, 'actions');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile() && readFileSync(path, 'utf8').includes('"stage":"hear"'))
    .map((resultPath) => {
      const result: ActionResult = JSON.parse(readFileSync(resultPath, 'utf8').split('\n')[1]);
      const [digest] = result.objects;
      return { resultPath, objectPath: join(project.cache, 'objects', digest.slice(0, 2), digest.slice(2)), result };
    });
}

/** Makes every kept hearing tell that it was kept: by a warning, or by another peak of what is silent. */
function mark(project: Project): void {
  const store = openDiskStore(project.cache);
  for (const { result } of hearings(project)) {
    const heard = recallHearing(store, result.fingerprint) ?? assert.fail('a hearing that cannot be recalled');
    const samplePeak = Math.max(0.00005, heard.analysis.samplePeak);
    const marked = { ...heard, analysis: { ...heard.analysis, samplePeak }, warnings: ['garbage: from the cache'] };
    keepHearing(store, result.fingerprint, marked);
  }
}

const isMarked = (project: Project): boolean =>
  readFileSync(join(project.export, 'manifest.json'), 'utf8').includes('garbage: from the cache');

async function builtOnce(...tracks: readonly Buffer[]): Promise<Project> {
  const project = new Project();
  for (const [index, bytes] of tracks.entries()) project.source(`${index + 1}.wav`, bytes);
  await project.built();
  return project;
}

test('a track is heard once, whatever is made of it later', async () => {
  const project = await builtOnce(song(1));
  const [kept] = hearings(project);
  mark(project);
  await project.built(LONGER_CLOUD);
  assert.ok(isMarked(project), 'the textures were made from what was kept');
  assert.ok(existsSync(kept.objectPath));
});

test('a build ends with the paths of the textures it made, and no others', async () => {
  const project = await builtOnce(song(1), song(2));
  const { code, stdout } = await project.run(['build', '--only', '1.wav', ...LONGER_CLOUD]);
  assert.equal(code, 0);
  const told = stdout.split('\n').flatMap((line) => /^(?:listen:|) +(\S+\.wav)$/.exec(line)?.[1] ?? []);
  assert.deepEqual(told, ['out/by_source/1/clouds/1_cloud01.wav']);
  assert.ok(existsSync(join(project.folder, told[0])));
  assert.doesNotMatch((await project.run(['build', '--only', '1.wav', ...LONGER_CLOUD])).stdout, /listen/);
});

test('textures made from what was kept have the bytes of a clean build', async () => {
  const cut = song(2, 3);
  const project = await builtOnce(song(1), cut.subarray(0, cut.length - 9000));
  await project.built(LONGER_CLOUD.slice(2));
  await project.isLikeCleanBuild(LONGER_CLOUD.slice(2));
});

test('so it is where ranges of what was kept are decoded from the middle of a file', async () => {
  const project = new Project();
  for (const path of [FLAC_FIXTURE, MP3_FIXTURE]) project.source(basename(path), readFileSync(path));
  await project.built();
  await project.built(LONGER_CLOUD.slice(2));
  await project.isLikeCleanBuild(LONGER_CLOUD.slice(2));
});

test('silence is told from what was kept', async () => {
  const silence = song(1);
  silence.fill(0, 44);
  const project = await builtOnce(silence, song(2));
  const verdict = (): string =>
    /^.*silent.*$/m.exec(readFileSync(join(project.export, 'rejected.csv'), 'utf8'))?.[0] ?? '';
  const first = verdict();
  await project.built(LONGER_CLOUD.slice(2));
  assert.equal(verdict(), first);
  mark(project);
  await project.built([...LONGER_CLOUD.slice(2), '--set', 'pads.count=2']);
  assert.match(verdict(), /peak 0\.00005/);
});

test('a hearing that is damaged or gone is made again without a word', async () => {
  const project = await builtOnce(song(1));
  const [{ objectPath, resultPath }] = hearings(project);
  const [object, result] = [readFileSync(objectPath), readFileSync(resultPath)];
  const damages: readonly (() => void)[] = [
    () => writeFileSync(objectPath, Buffer.concat([object.subarray(0, 50), object.subarray(51)])),
    () =>
      writeFileSync(
        objectPath,
        object.map((byte, at) => (at === object.length >> 1 ? byte ^ 4 : byte)),
      ),
    () => rmSync(objectPath),
    () => writeFileSync(resultPath, result.subarray(0, 100)),
    () => rmSync(resultPath),
  ];
  for (const [index, damage] of damages.entries()) {
    damage();
    const run = await project.build([...LONGER_CLOUD.slice(0, 3), `clouds.duration_seconds=${1.3 + index / 10}`]);
    assert.deepEqual([run.code, run.stderr, run.summary.rendered], [0, '', 1]);
    assert.deepEqual([readFileSync(objectPath), readFileSync(resultPath)], [object, result]);
  }
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
  await project.built();
  await project.isLikeCleanBuild();
});

test('--force hears again', async () => {
  const project = await builtOnce(song(1));
  mark(project);
  await project.built(['--force', 'render']);
  assert.ok(!isMarked(project));
});

test('a build with nothing to render neither reads nor writes a hearing', async () => {
  const project = await builtOnce(song(1));
  for (const { objectPath, resultPath } of hearings(project)) for (const path of [objectPath, resultPath]) rmSync(path);
  const summary = await project.built();
  assert.deepEqual([summary.ran, summary.bytesWritten], [0, 0]);
  assert.equal(hearings(project).length, 0);
});

test('gc keeps what was heard of a track as long as there are textures of it', async () => {
  const project = await builtOnce(song(1), song(2), song(3));
  assert.equal(hearings(project).length, 3);
  assert.equal((await project.run(['cache', 'gc'])).code, 0);
  assert.equal(hearings(project).length, 3);
  rmSync(join(project.library, '1.wav'));
  await project.built();
  assert.equal((await project.run(['cache', 'gc'])).code, 0);
  const kept = hearings(project);
  assert.equal(kept.length, 2);
  for (const { objectPath } of kept) assert.ok(existsSync(objectPath));
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
});
