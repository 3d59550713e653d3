/** Builds of a part of the library: what is outside the part is neither rendered nor removed nor forgotten. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { KINDS } from '../../src/texture/kinds.ts';
import { Project, rendersOf, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const texturesIn = (project: Project, kind = ''): string[] =>
  Object.keys(treeOf(project.export)).filter((path) => path.endsWith('.wav') && path.includes(kind));

/** `slug/kind` of every texture, as the manifest and the results tell them. */
function described(project: Project): { manifest: string[]; results: string[] } {
  const read = (name: string) => JSON.parse(readFileSync(join(project.export, name), 'utf8'));
  const manifest = (read('manifest.json').textures as { path: string }[]).map(({ path }) => path).sort();
  const results = (read('batch_results.json').results as { track_slug: string }[]).map((one) => one.track_slug).sort();
  return { manifest, results };
}

test('--only, --kind, --count and --start-index leave alone what they do not name', async () => {
  const project = new Project();
  for (const name of ['one', 'two', 'three']) project.source(`${name}.wav`, song(name.length + name.charCodeAt(0)));
  await project.built();
  const whole = texturesIn(project);
  const changed = ['--set', 'random.seed=9'];

  const only = await project.build([...changed, '--only', 'one.wav', '--kind', 'hiss']);
  assert.deepEqual(rendersOf(only.actions), ['one/hiss']);
  assert.equal(only.summary.tracks, 1);
  assert.equal(only.summary.textures, whole.length);
  const window = await project.build([...changed, '--start-index', '1', '--count', '1', '--kind', 'hiss']);
  assert.deepEqual(rendersOf(window.actions), ['three/hiss'], 'equal scores go by path');
  assert.deepEqual(texturesIn(project), whole);
  assert.deepEqual(described(project), { manifest: whole, results: ['one', 'three', 'two'] });

  rmSync(join(project.library, 'two.wav'));
  await project.built([...changed, '--only', 'one.wav']);
  await project.built([...changed, '--kind', 'pads']);
  assert.deepEqual(texturesIn(project), whole, 'two is none of their business');
  await project.built([...changed, '--only', 'two*', '--only', 'one*']);
  assert.deepEqual(described(project).results, ['one', 'three'], 'two is in scope and gone');
  await project.built(changed);
  await project.isLikeCleanBuild(changed);
});

test('a kind of which none is asked for costs nothing, leaves no trace, and goes and comes with its count', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built();
  const whole = treeOf(project.export);
  const without = ['--set', 'pads.count=0'];
  const off = await project.build(without);
  assert.deepEqual([off.code, off.summary.rendered, off.summary.actions], [0, 0, 6]);
  assert.deepEqual(texturesIn(project, 'pads'), []);
  assert.ok(!existsSync(join(project.export, 'by_source/one/pads')));
  const manifest = JSON.parse(readFileSync(join(project.export, 'manifest.json'), 'utf8'));
  assert.deepEqual(
    manifest.not_made.filter(({ kind }: { kind: string }) => kind === 'pads'),
    [],
  );
  await project.isLikeCleanBuild(without);
  assert.equal((await project.build([...without, '--frozen'])).code, 0);
  const named = await project.build([...without, '--kind', 'pads']);
  assert.deepEqual([named.code, named.summary.rendered], [0, 0]);
  assert.deepEqual(named.warnings, ['warning: no pads asked for: set pads.count']);
  assert.equal((await project.built()).rendered, 0);
  assert.deepEqual(treeOf(project.export), whole);
});

test('a kind that is none is refused with the kinds there are', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  for (const [kind, hint] of [
    ['pad', /did you mean "pads"\?/],
    ['x', /^(?!.*did you mean)/s],
  ] as const) {
    const { code, stderr } = await project.run(['build', '--kind', kind]);
    assert.equal(code, 2);
    assert.ok(stderr.includes(`--kind ${kind}: there is no such kind; the kinds are ${KINDS.join(', ')}`), stderr);
    assert.match(stderr, hint);
  }
});

test('a mistyped command is told as what it was taken for, with where the commands are', async () => {
  const { code, stderr } = await new Project().run(['stauts']);
  assert.equal(code, 2);
  assert.match(stderr, /there is no stage "stauts"/);
  assert.match(stderr, /discover.*grainmill --help/);
});

test('stage arguments stop early and touch nothing that comes later', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built();
  const before = treeOf(project.export);
  project.source('two.wav', song(2));
  assert.equal((await project.built(['select'])).rendered, 0);
  const render = await project.build(['render']);
  assert.deepEqual(rendersOf(render.actions).length, 4);
  assert.deepEqual(treeOf(project.export), before);
  assert.equal((await project.built(['collect'])).rendered, 0, 'rendered already');
  await project.isLikeCleanBuild();
});

test('an edited track under --kind pads gets new pads, and the rest with the next whole build', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built();
  const swells = texturesIn(project, 'swells');
  project.source('one.wav', song(5));
  assert.deepEqual(rendersOf((await project.build(['--kind', 'pads'])).actions), ['one/pads']);
  assert.deepEqual(texturesIn(project, 'swells'), swells);
  assert.deepEqual(described(project).manifest, texturesIn(project));
  assert.equal((await project.built()).rendered, 3);
  await project.isLikeCleanBuild();
});

test('tracks of one stem are both named by their audio, and the last of them has the plain name again', async () => {
  const project = new Project();
  project.source('a/song.wav', song(1));
  await project.built();
  project.source('b/song.wav', song(2));
  await project.built(['--only', 'b/*']);
  assert.equal(described(project).results.length, 2);
  assert.deepEqual(described(project).manifest, texturesIn(project));
  assert.equal((await project.built()).rendered, 0);
  assert.ok(described(project).results.every((slug) => /^song_[0-9a-f]{6}$/.test(slug)));
  rmSync(join(project.library, 'b'), { recursive: true });
  await project.built();
  assert.deepEqual(described(project).results, ['song']);
  await project.isLikeCleanBuild();
});

test('the same audio twice is taken once, and the other takes over when the first goes', async () => {
  const project = new Project();
  project.source('a.wav', song(1));
  project.source('b.wav', song(1));
  const first = await project.build();
  assert.equal(first.summary.tracks, 1);
  assert.match(readFileSync(join(project.export, 'rejected.csv'), 'utf8'), /b\.wav.*duplicate-audio.*a\.wav/);
  rmSync(join(project.library, 'a.wav'));
  assert.equal((await project.built()).rendered, 0);
  await project.isLikeCleanBuild();
});

test('profiles of one build lie where the contract says, share a job a track and forget nothing of each other', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.writeProfile('airy', 'extends: tiny\nclouds: { overlap_ratio: 0.4 }\n');
  const both = ['--profile', 'tiny', '--profile', 'airy'];
  const run = await project.build([...both, '--trace', 'trace.json']);
  assert.equal(run.code, 0, run.stderr);
  const { traceEvents } = JSON.parse(readFileSync(join(project.folder, 'trace.json'), 'utf8'));
  assert.equal(traceEvents.filter(({ tid }: { tid: number }) => tid > 0).length, 1, 'one job');
  const paths = Object.keys(treeOf(project.export));
  assert.ok(paths.includes('manifest.json') && paths.includes('airy/manifest.json'));
  assert.ok(paths.includes('airy/by_source/one/clouds/one_cloud01.wav'));
  assert.equal(run.summary.textures, paths.filter((path) => path.endsWith('.wav')).length);
  assert.equal(run.summary.actions, run.summary.ran + run.summary.restored);
  await project.built();
  assert.deepEqual(Object.keys(treeOf(project.export)), paths, 'a profile that is not built stays as it is');
  rmSync(join(project.export, 'airy/by_source/one/clouds/one_cloud01.wav'));
  assert.equal((await project.built(both)).rendered, 0);
  await project.isLikeCleanBuild(both);
});
