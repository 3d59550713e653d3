/** An archive is never wiped by accident, and what is somebody's own is never touched. */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Project, scratchFolder, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const HISS = ['--kind', 'hiss'];

test('a library that is missing, empty or without audio is an error that removes nothing', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built(HISS);
  const before = treeOf(project.export);
  const away = join(project.folder, 'away');
  renameSync(project.library, away);
  const situations: { what: string; make: () => void }[] = [
    { what: 'missing', make: () => {} },
    { what: 'empty', make: () => mkdirSync(project.library) },
    { what: 'a file without audio', make: () => writeFileSync(join(project.library, 'notes.wav'), 'hello there') },
  ];
  for (const { what, make } of situations) {
    make();
    const run = await project.build(['--prune']);
    assert.equal(run.code, 2, what);
    assert.match(run.stderr, /nothing was touched/, what);
    assert.deepEqual(treeOf(project.export), before, what);
  }
  rmSync(project.library, { recursive: true });
  renameSync(away, project.library);
  assert.equal((await project.built(HISS)).ran, 0);
});

test('when most tracks are gone their textures stay until --prune, however the library grows meanwhile', async () => {
  const project = new Project();
  for (const seed of [1, 2, 3]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  const has = (seed: number): boolean => existsSync(join(project.export, `by_source/${seed}`));
  for (const seed of [2, 3]) rmSync(join(project.library, `${seed}.wav`));
  const run = await project.build();
  assert.equal(run.code, 0);
  assert.match(run.warnings.join(), /2 of 3 tracks.*--prune/);
  assert.ok(has(2) && has(3));
  for (const seed of [4, 5, 6]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  assert.match((await project.build()).warnings.join(), /--prune/);
  assert.ok(has(2) && has(3), 'three new tracks make the two no minority that may go');
  project.source('3.wav', song(3));
  await project.built();
  await project.built(['--prune']);
  assert.ok(!has(2) && has(3));
  await project.isLikeCleanBuild();
});

test('a foreign file in our place stops that file only, is told, and is left as it is', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  const place = join(project.export, 'by_source/one/hiss/one_hiss_loop01.wav');
  mkdirSync(join(place, '..'), { recursive: true });
  writeFileSync(place, 'somebody else');
  writeFileSync(join(project.export, 'manifest.json'), '{"version":7}');
  const run = await project.build();
  assert.equal(run.code, 1);
  assert.equal(readFileSync(place, 'utf8'), 'somebody else');
  assert.equal(readFileSync(join(project.export, 'manifest.json'), 'utf8'), '{"version":7}');
  assert.match(run.stderr, /did not write is in the way/);
  assert.ok(existsSync(join(project.export, 'by_source/one/pads/one_pad01.wav')), 'the rest is there');
  rmSync(place);
  rmSync(join(project.export, 'manifest.json'));
  assert.equal((await project.built()).rendered, 0);
  await project.isLikeCleanBuild();
});

test('a texture that somebody worked on stays when its track goes, with a warning', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  const edited = join(project.export, 'by_source/2/pads/2_pad01.wav');
  const own = join(project.export, 'by_source/2/mine.txt');
  appendFileSync(edited, 'my loop points');
  writeFileSync(own, 'mine');
  const bytes = readFileSync(edited);
  rmSync(join(project.library, '2.wav'));
  const run = await project.build();
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.warnings.join(), /2_pad01\.wav was changed/);
  assert.deepEqual(readFileSync(edited), bytes);
  assert.ok(existsSync(own));
  assert.equal(existsSync(join(project.export, 'by_source/2/hiss')), false, 'the rest is removed');
});

test('with the cache cleared a build knows its own files again', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built();
  const before = treeOf(project.export);
  assert.equal((await project.run(['cache', 'clear'])).code, 0);
  const again = await project.built();
  assert.equal(again.rendered, 4);
  assert.deepEqual(treeOf(project.export), before);
  rmSync(project.cache, { recursive: true });
  project.source('one.wav', song(2));
  await project.built();
  await project.isLikeCleanBuild();
});

test('a link planted in the export leads nothing out of it', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  const outside = scratchFolder();
  writeFileSync(join(outside, 'precious.txt'), 'precious');
  mkdirSync(join(project.export, 'by_source'), { recursive: true });
  symlinkSync(outside, join(project.export, 'by_source/one'));
  symlinkSync(join(outside, 'precious.txt'), join(project.export, 'catalog.csv'));
  const run = await project.build();
  assert.equal(run.code, 1, run.stderr);
  assert.doesNotMatch(run.stderr, /stack|RangeError/);
  assert.deepEqual(Object.keys(treeOf(outside)), ['precious.txt']);
  assert.equal(readFileSync(join(outside, 'precious.txt'), 'utf8'), 'precious');
});

test('a file in the place of a folder of ours is a failure that is told, no crash', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  mkdirSync(project.export);
  writeFileSync(join(project.export, 'by_source'), 'a file');
  const run = await project.build();
  assert.equal(run.code, 1);
  assert.doesNotMatch(run.stderr, /at .*\.js/);
  assert.equal(readFileSync(join(project.export, 'by_source'), 'utf8'), 'a file');
});
