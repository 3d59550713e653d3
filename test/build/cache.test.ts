/** Damage in the cache is found, told and made good; what the last build needs is never collected. */
import assert from 'node:assert/strict';
import { copyFileSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sha256 } from '../../src/cache/digest.ts';
import { cacheLayout } from '../../src/cache/layout.ts';
import { filesIn, storedFiles } from '../../src/cache/walk.ts';
import { CACHE_FORMAT } from '../../src/plan/fingerprint.ts';
import { Project, rendersOf, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();

const objects = (project: Project): string[] => filesBelow(join(project.cache, 'objects'));
const results = (project: Project): string[] => filesBelow(join(project.cache, 'actions'));

/** The objects that are WAVs. */
const textures = (project: Project): string[] =>
  objects(project).filter((path) => readFileSync(path).toString('latin1', 0, 4) === 'RIFF');

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 4;
  writeFileSync(path, bytes);
}

function swap(a: string, b: string): void {
  renameSync(a, `${a}.aside`);
  renameSync(b, a);
  renameSync(`${a}.aside`, b);
}

/** The render results: those that name objects. */
const renderResults = (project: Project): string[] =>
  results(project).filter((path) => readFileSync(path, 'utf8').includes('"stage":"render"'));

/** What the documents tell of each track, which spares a build its result. */
const keptParts = (project: Project): string[] =>
  filesBelow(join(project.cache, 'index')).filter((path) => path.includes('parts-'));

test('verify finds flipped, cut, swapped and missing pieces; repair and the next build make them good', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  const whole = treeOf(project.export);
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
  const [first, second, third, fourth, fifth, sixth] = objects(project);
  const [one, two, three] = renderResults(project);
  flip(first);
  truncateSync(second, 100);
  truncateSync(third, 0);
  swap(fourth, fifth);
  swap(one, two);
  flip(three);
  const found = await project.run(['cache', 'verify']);
  assert.equal(found.code, 4);
  for (const path of [first, second, third, fourth, fifth, one, two, three])
    assert.ok(found.stderr.includes(path), path);
  rmSync(sixth);
  assert.equal((await project.run(['cache', 'verify', '--repair'])).code, 0);
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
  rmSync(project.export, { recursive: true });
  const again = await project.built();
  assert.ok(again.rendered > 0);
  assert.deepEqual(treeOf(project.export), whole);
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
});

test('bit-rot in what a restore needs is found on reading and rendered again, and only that', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  const whole = treeOf(project.export);
  flip(textures(project)[0]);
  swap(renderResults(project)[0], renderResults(project)[1]);
  rmSync(join(project.export, 'by_source'), { recursive: true });
  const run = await project.build();
  assert.equal(run.code, 0, run.stderr);
  assert.ok(run.summary.rendered >= 2 && run.summary.rendered <= 3, `${run.summary.rendered} rendered`);
  assert.deepEqual(treeOf(project.export), whole);
  const { actions, summary } = run;
  assert.equal(
    actions.length,
    summary.actions - summary.upToDate,
    `each action is told once: ${JSON.stringify(actions)}`,
  );
  assert.equal((await project.built()).ran, 0);
});

test('what the cache lost of a track out of scope is made again, since the tree cannot be described without it', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  for (const path of renderResults(project)) flip(path);
  for (const path of keptParts(project)) rmSync(path);
  project.source('1.wav', song(5));
  const run = await project.build(['--only', '1.wav']);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(rendersOf(run.actions).filter((name) => name.startsWith('2/')).length, 4);
  await project.isLikeCleanBuild();
});

test('lost results of a track that is gone are told as a failure and cost no texture', async () => {
  const project = new Project();
  for (const seed of [1, 2, 3]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  for (const path of renderResults(project)) flip(path);
  for (const seed of [1, 2]) rmSync(join(project.library, `${seed}.wav`));
  const before = treeOf(project.export);
  const run = await project.build();
  assert.equal(run.code, 1);
  assert.match(run.stderr, /--prune/);
  assert.deepEqual(treeOf(project.export), before);
  await project.built(['--prune']);
  await project.isLikeCleanBuild();
});

test('gc removes what no last build needs and nothing else', async () => {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  await project.built();
  const needed = [...objects(project), ...results(project)];
  await project.built(['--export', 'other', '--set', 'random.seed=5']);
  const neededByBoth = [...objects(project), ...results(project)].sort();
  const rubbish = join(project.cache, 'tmp', 'left-behind');
  writeFileSync(rubbish, 'rubbish');
  assert.equal((await project.run(['cache', 'gc'])).code, 0);
  assert.deepEqual([...objects(project), ...results(project)].sort(), neededByBoth);
  assert.deepEqual(readdirSync(join(project.cache, 'tmp')), []);
  await project.built(['--export', 'other']);
  assert.equal((await project.run(['cache', 'gc'])).code, 0);
  assert.deepEqual([...objects(project), ...results(project)].sort(), needed.sort());
  rmSync(project.export, { recursive: true });
  assert.equal((await project.built()).rendered, 0);
  const again = await project.built(['--set', 'random.seed=5']);
  assert.equal(again.rendered, 8);
});

test('a damaged ledger or memo costs comparisons, not renders', async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  await project.built();
  const whole = treeOf(project.export);
  const index = filesBelow(join(project.cache, 'index'));
  for (const path of index.filter((one) => one.endsWith('.json'))) {
    // A build that is answered from its record looks at none of them.
    for (const name of readdirSync(join(project.cache, 'index')))
      if (name.startsWith('standing-')) rmSync(join(project.cache, 'index', name));
    const aside = readFileSync(path);
    flip(path);
    assert.equal((await project.built()).rendered, 0, path);
    assert.deepEqual(treeOf(project.export), whole);
    assert.ok(aside.length > 0);
  }
  // A memo that no build had to read since is damaged still.
  await project.run(['cache', 'verify', '--repair']);
  copyFileSync(objects(project)[0], join(project.cache, 'objects', 'stray'));
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
});

/** Leaves the cache as a version would that writes everything in another way. */
function becomesForeign(cache: string): void {
  const { actions, formatFile, index, runs } = cacheLayout(cache);
  const sealed = [...storedFiles(actions)].map(({ path }) => path);
  for (const path of [...sealed, ...filesIn(index).filter((name) => name.endsWith('.json'))]) {
    const { format: _, ...content } = JSON.parse(readFileSync(path, 'utf8').split('\n')[1]);
    const body = JSON.stringify({ format: OTHER_FORMAT, ...content });
    writeFileSync(path, `${sha256(body)}\n${body}\n`);
  }
  for (const path of filesIn(runs)) writeFileSync(path, JSON.stringify({ format: OTHER_FORMAT, stages: 7, export: 8 }));
  writeFileSync(formatFile, `${OTHER_FORMAT}\n`);
}
const OTHER_FORMAT = CACHE_FORMAT + 1;

test('a cache of another format version is told of once, ignored, and made anew in its place', async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  await project.built();
  const before = treeOf(project.export);
  becomesForeign(project.cache);
  const left = treeOf(project.cache);
  const frozen = await project.build(['--frozen']);
  assert.equal(frozen.code, 3);
  assert.match(frozen.warnings.join(), new RegExp(`format ${OTHER_FORMAT}`));
  assert.equal((await project.run(['status', '--runs'])).code, 0);
  assert.deepEqual(treeOf(project.cache), left, 'whoever only looks changes nothing');
  const run = await project.build();
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.warnings.join(), new RegExp(`^warning: .*format ${OTHER_FORMAT}[^\\n]*$`));
  assert.equal(run.summary.rendered, 4);
  assert.deepEqual(treeOf(project.export), before);
  const next = await project.build();
  assert.deepEqual([next.warnings, next.summary.ran], [[], 0]);
  assert.equal((await project.run(['cache', 'verify'])).code, 0);
});
