/** What people do by mistake: wrong folders for the cache, the export and the trace, and edited manifests. Nothing is lost, and each is told. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ended, Project, start, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const run = (project: Project, args: readonly string[]) => ended(start(project.folder, args));

async function builtProject(names: readonly string[]): Promise<Project> {
  const project = new Project();
  for (const [seed, name] of names.entries()) project.source(name, song(seed + 1));
  await project.built();
  return project;
}

test('a folder that holds other files is neither used as a cache nor cleared', async () => {
  const project = await builtProject(['a.wav']);
  const documents = join(project.folder, 'documents');
  mkdirSync(join(documents, 'objects'), { recursive: true });
  mkdirSync(join(documents, 'tmp'));
  writeFileSync(join(documents, 'objects/thesis'), 'years of work');
  for (const command of [['build'], ['cache', 'clear'], ['cache', 'gc'], ['cache', 'verify', '--repair']]) {
    const { code, stderr } = await run(project, [...command, '--cache', documents]);
    assert.equal(code, 2, command.join(' '));
    assert.match(stderr, /no cache of grainmill/);
  }
  assert.deepEqual(Object.keys(treeOf(documents)), ['objects/thesis']);
});

test('after a cleared cache every file of ours is adopted, whatever part is built first', async () => {
  const project = await builtProject(['a.wav', 'b.wav', 'c.wav']);
  const before = treeOf(join(project.export, 'by_source'));
  assert.equal((await run(project, ['cache', 'clear'])).code, 0);
  assert.equal((await project.build(['--count', '1'])).code, 0);
  assert.equal((await project.build(['--kind', 'clouds', '--set', 'random.seed=4'])).code, 0);
  await project.built();
  assert.deepEqual(treeOf(join(project.export, 'by_source')), before);
});

test('textures that the cache has forgotten and the library no longer gives stay until --prune', async () => {
  const project = await builtProject(['a.wav', 'b.wav']);
  await run(project, ['cache', 'clear']);
  rmSync(join(project.library, 'b.wav'));
  const { code, warnings } = await project.build([]);
  assert.equal(code, 0);
  assert.match(warnings.join('\n'), /stay until they are made again or --prune/);
  assert.ok(existsSync(join(project.export, 'by_source/b')));
  await project.build(['--prune']);
  assert.ok(!existsSync(join(project.export, 'by_source/b')));
});

test('textures of another export in the library are no music', async () => {
  const project = await builtProject(['a.wav']);
  await run(project, ['build', '--export', join(project.library, 'out')]);
  const { summary } = await project.build(['--dry-run']);
  assert.equal(summary.tracks, 1);
});

test('an export that would hold its own library is refused before anything is written', async () => {
  const project = await builtProject(['a.wav']);
  const before = treeOf(project.library);
  for (const folder of [project.library, project.folder]) {
    const { code, stderr } = await run(project, ['build', '--export', folder]);
    assert.equal(code, 2);
    assert.match(stderr, /textures of textures/);
  }
  assert.deepEqual(treeOf(project.library), before);
});

test('a manifest that somebody edited stops neither a build nor a report', async () => {
  const project = await builtProject(['a.wav']);
  const manifest = join(project.export, 'manifest.json');
  const whole = readFileSync(manifest, 'utf8');
  for (const text of ['not json', '[]', '{"version":1,"textures":[null,{"path":"by_source/a/hiss/x.wav"},7]}']) {
    writeFileSync(manifest, text);
    assert.equal((await run(project, ['report', 'quality'])).code, 0, text);
    await run(project, ['cache', 'clear']);
    const { stderr } = await project.build([]);
    assert.doesNotMatch(stderr, /at .*\.js:\d+/);
  }
  rmSync(project.export, { recursive: true });
  await project.built();
  assert.equal(readFileSync(manifest, 'utf8'), whole);
});

test('a trace that cannot be written stops before any work', async () => {
  const project = new Project();
  project.source('a.wav', song(1));
  const { code, stderr } = await run(project, ['build', '--trace', project.folder]);
  assert.equal(code, 2);
  assert.match(stderr, /--trace .* cannot be written/);
  assert.ok(!existsSync(project.export));
});

test('an edited track whose other kinds are out of scope tells of each texture what it was made from', async () => {
  const project = await builtProject(['a.wav']);
  project.source('a.wav', song(7));
  await project.build(['--kind', 'pads', '--kind', 'hiss']);
  const { textures } = JSON.parse(readFileSync(join(project.export, 'manifest.json'), 'utf8')) as {
    textures: { kind: string; track_id: string }[];
  };
  const idsOf = (kinds: readonly string[]) =>
    new Set(textures.filter(({ kind }) => kinds.includes(kind)).map((texture) => texture.track_id));
  const [edited, old] = [idsOf(['pads', 'hiss']), idsOf(['swells', 'clouds'])];
  assert.equal(edited.size, 1);
  assert.equal(old.size, 1);
  assert.notDeepEqual(edited, old);
});
