/** What a change of the library, the profile or the export costs, and that the result is the one of a clean build. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { id3v2, infoChunk } from '../library/audio-bytes.ts';
import { MP3_FIXTURE } from './fixtures.ts';
import { Project, rendersOf, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const allKinds = (slug: string): string[] => ['clouds', 'hiss', 'pads', 'swells'].map((kind) => `${slug}/${kind}`);

test('adding, editing, moving, renaming, re-tagging and deleting a file cost what they must and end like a clean build', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.source('two.wav', song(2));
  await project.built();
  const steps: { what: string; change: () => void; renders: string[] }[] = [
    { what: 'add', change: () => project.source('deep/three.wav', song(3)), renders: allKinds('three') },
    { what: 'edit', change: () => project.source('two.wav', song(20)), renders: allKinds('two') },
    {
      what: 'move, rename and re-tag',
      change: () => {
        renameSync(join(project.library, 'deep/three.wav'), join(project.library, 'three.wav'));
        renameSync(join(project.library, 'one.wav'), join(project.library, 'first.wav'));
        project.source('two.wav', song(20, 2, [infoChunk('another title')]));
      },
      renders: [],
    },
    { what: 'delete', change: () => rmSync(join(project.library, 'two.wav')), renders: [] },
    { what: 'bring back', change: () => project.source('two.wav', song(2)), renders: [] },
  ];
  for (const { what, change, renders } of steps) {
    change();
    const run = await project.build();
    assert.equal(run.code, 0, `${what}: ${run.stderr}`);
    assert.deepEqual(rendersOf(run.actions), renders, what);
    if (what.startsWith('move') || what === 'bring back') await project.isLikeCleanBuild();
  }
});

test('two files that trade places cost nothing', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.source('two.wav', song(2));
  await project.built();
  project.source('one.wav', song(2));
  project.source('two.wav', song(1));
  assert.equal((await project.built()).rendered, 0);
  await project.isLikeCleanBuild();
});

test('an ID3 tag put before and taken from an MP3 renders nothing, and the new title reaches the export', async () => {
  const project = new Project();
  const bytes = readFileSync(MP3_FIXTURE);
  project.source('rain.mp3', bytes);
  assert.equal((await project.built(['--kind', 'hiss'])).rendered, 1);
  project.source('rain.mp3', Buffer.concat([id3v2('Rain again'), bytes]));
  const { rendered, ran } = await project.built(['--kind', 'hiss']);
  assert.equal(rendered, 0);
  assert.ok(ran > 0);
  const [texture] = readdirSync(join(project.export, 'by_source/rain/hiss'));
  assert.ok(readFileSync(join(project.export, 'by_source/rain/hiss', texture), 'latin1').includes('Rain again'));
});

test('what is deleted or replaced in the export comes back without rendering, and only that is written', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.source('two.wav', song(2));
  await project.built();
  const whole = treeOf(project.export);
  const texture = join(project.export, 'by_source/one/pads/one_pad01.wav');
  const damage: { what: string; act: () => void }[] = [
    { what: 'a texture deleted', act: () => rmSync(texture) },
    {
      what: 'a texture replaced',
      act: () => {
        writeFileSync(`${texture}.new`, 'not a texture');
        renameSync(`${texture}.new`, texture);
      },
    },
    { what: 'a document deleted', act: () => rmSync(join(project.export, 'manifest.json')) },
    { what: 'a folder deleted', act: () => rmSync(join(project.export, 'by_source/two'), { recursive: true }) },
    { what: 'the export deleted', act: () => rmSync(project.export, { recursive: true }) },
  ];
  for (const { what, act } of damage) {
    act();
    const summary = await project.built();
    assert.deepEqual(
      { rendered: summary.rendered, ran: summary.ran, restored: summary.restored > 0 },
      { rendered: 0, ran: 0, restored: true },
      what,
    );
    assert.deepEqual(treeOf(project.export), whole, what);
  }
  const bytes = readFileSync(texture);
  bytes[500] ^= 1;
  writeFileSync(texture, bytes);
  assert.equal((await project.built(['--force', 'collect'])).rendered, 0);
  assert.deepEqual(treeOf(project.export), whole, 'an edit in place is found by --force collect');
});

test('naming renames without rendering, and back', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built();
  const plain = treeOf(project.export);
  const naming = ['--set', 'naming.include=[brightness]'];
  assert.equal((await project.built(naming)).rendered, 0);
  const textures = Object.keys(treeOf(project.export)).filter((path) => path.endsWith('.wav'));
  assert.ok(textures.length > 0 && textures.every((path) => !(path in plain)), textures.join());
  await project.isLikeCleanBuild(naming);
  assert.equal((await project.built()).rendered, 0);
  assert.deepEqual(treeOf(project.export), plain);
});

test('the number of jobs and the place of the project do not show in the bytes', async () => {
  const project = new Project();
  for (const seed of [1, 2, 3]) project.source(`${seed}.wav`, song(seed));
  await project.built(['--jobs', '1']);
  await project.isLikeCleanBuild(['--jobs', '2']);
  const elsewhere = project.twin();
  await elsewhere.built(['--export', 'a/b c/out', '--cache', 'store']);
  assert.equal(existsSync(elsewhere.cache), false);
  assert.deepEqual(treeOf(join(elsewhere.folder, 'a/b c/out')), treeOf(project.export));
});
