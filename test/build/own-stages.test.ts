/** Stages of the user's own: modules and commands that make files of textures, cached like everything else. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readTexture } from '../../src/export/read-texture.ts';
import { modules, ownOf, PIPELINE, projectWith, REVERSE } from './own-projects.ts';
import { Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const EXAMPLE = fileURLToPath(new URL('../../../docs/examples', import.meta.url));

test('a module makes files of every texture, another of all files of a track, and the export holds them', async () => {
  const project = modules();
  const first = await project.build();
  assert.equal(first.code, 0, first.stderr);
  assert.equal(ownOf(first).length, 2 * 4 + 2);
  const folder = join(project.export, 'by_source/one');
  const turned = readFileSync(join(folder, 'turned/one_cloud01_turned.wav'));
  const texture = readFileSync(join(folder, 'clouds/one_cloud01.wav'));
  assert.deepEqual(turned.subarray(44), texture.subarray(44, turned.length).reverse());
  const contents = readFileSync(join(folder, 'listed/one_contents.txt'), 'utf8').split('\n');
  assert.equal(contents.length, 8);
  assert.ok(contents.includes('pad01.wav') && contents.includes('pad01_turned.wav'));
  const manifest = JSON.parse(readFileSync(join(project.export, 'manifest.json'), 'utf8'));
  assert.equal(manifest.own_files.length, 10);
  assert.equal(manifest.textures.length, 8);
  assert.equal(first.summary.textures, 8);
  const again = await project.build();
  assert.deepEqual([again.summary.ran, again.summary.bytesWritten, again.actions.length], [0, 0, 0]);
});

test('what a stage reads decides what runs again: its module, what that imports, its values, its inputs', async () => {
  const project = modules();
  await project.built();
  project.projectFile('turn.mjs', `// a remark\n${REVERSE}`);
  const remark = await project.build();
  assert.equal(ownOf(remark).filter((action) => action.startsWith('turned')).length, 8);
  assert.equal(ownOf(remark).filter((action) => action.startsWith('listed')).length, 0, 'early cutoff: equal bytes');
  assert.match(
    remark.actions.find(({ stage }) => stage === 'turned')?.reason ?? '',
    /module turn\.mjs \w{4}… → \w{4}…/,
  );
  project.projectFile('parts/name.js', `export const suffix = '_back';\n`);
  const renamed = await project.build();
  assert.equal(ownOf(renamed).length, 10);
  assert.ok(!existsSync(join(project.export, 'by_source/one/turned/one_pad01_turned.wav')));
  assert.ok(existsSync(join(project.export, 'by_source/one/turned/one_pad01_back.wav')));
  const set = await project.build(['--set', 'turned.tag=x']);
  assert.match(set.actions.find(({ stage }) => stage === 'turned')?.reason ?? '', /with\.tag "" → "x"/);
  const back = await project.build();
  assert.deepEqual([ownOf(back).length, ownOf(back, 'restored').length], [0, 10]);
  const louder = await project.build(['--set', 'clouds.target_lufs=-22']);
  assert.deepEqual(ownOf(louder), ['listed one', 'listed two', 'turned one cloud01.wav', 'turned two cloud01.wav']);
  await project.isLikeCleanBuild(['--set', 'clouds.target_lufs=-22']);
});

test('what a dry run announces of own stages is what runs', async () => {
  const project = modules();
  await project.built();
  project.projectFile('parts/name.js', `export const suffix = '_back';\n`);
  const dry = await project.build(['--dry-run']);
  const ran = await project.build();
  const waiting = ownOf(dry, 'skipped').filter((action) => action.startsWith('listed'));
  assert.deepEqual(ownOf(dry, 'skipped'), ownOf(ran));
  assert.equal(waiting.length, 2);
});

test('a stage that is taken out of the pipeline takes its files with it, and only those', async () => {
  const project = modules();
  await project.built();
  project.projectFile(
    'pipeline.yaml',
    PIPELINE('  listed: { uses: ./list.mjs, needs: render, each: track }', 'listed'),
  );
  await project.built();
  assert.deepEqual(readdirSync(join(project.export, 'by_source/one')).sort(), [
    'clouds',
    'hiss',
    'listed',
    'pads',
    'swells',
  ]);
  await project.isLikeCleanBuild();
});

test('--only and --kind leave what own stages made of other tracks', async () => {
  const project = modules();
  await project.built();
  const before = treeOf(project.export);
  await project.built(['--only', 'one', '--kind', 'pads']);
  assert.deepEqual(treeOf(project.export), before);
});

test('a stage that fails is a failure of those actions, keeps what was there, and is not remembered', async () => {
  const project = modules();
  await project.built();
  const before = treeOf(join(project.export, 'by_source/one/turned'));
  project.projectFile(
    'turn.mjs',
    `export default ({ inputs: [{ name }] }) => { if (name.startsWith('pad')) throw new Error('no pads'); return []; };\n`,
  );
  const failed = await project.build();
  assert.equal(failed.code, 1);
  assert.deepEqual(ownOf(failed, 'failed'), ['turned one pad01.wav', 'turned two pad01.wav']);
  assert.match(failed.stderr, /stage "turned" failed/);
  assert.match(failed.stderr, /no pads/);
  assert.deepEqual(treeOf(join(project.export, 'by_source/one/turned')), before);
  assert.deepEqual(ownOf(await project.build(), 'failed'), ['turned one pad01.wav', 'turned two pad01.wav']);
  project.projectFile('turn.mjs', REVERSE);
  await project.built();
  await project.isLikeCleanBuild();
});

test('retries run a job again, a timeout ends it, and jobs limits how many run at once', async () => {
  const flaky = `import { appendFileSync, readFileSync, existsSync } from 'node:fs';
export default ({ inputs: [{ name }], parameters: { log } }) => {
  appendFileSync(log, name + '\\n');
  const tries = readFileSync(log, 'utf8').split('\\n').filter((line) => line === name).length;
  if (tries < 3) throw new Error('not yet');
  return [];
};\n`;
  const project = projectWith('', { 'flaky.mjs': flaky });
  rmSync(join(project.library, 'two.wav'));
  const log = join(project.folder, 'tries.txt');
  const stage = (more: string) =>
    PIPELINE(`  made: { uses: ./flaky.mjs, needs: render, with: { log: ${JSON.stringify(log)} }${more} }`, 'made');
  project.projectFile('pipeline.yaml', stage(', retries: 1, jobs: 1'));
  assert.equal((await project.build()).code, 1);
  rmSync(log);
  project.projectFile('pipeline.yaml', stage(', retries: 2, jobs: 1'));
  const run = await project.build();
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stderr, /warning: made of one: .*not yet.*tried again \(1 of 2\)/s);
  const names = readFileSync(log, 'utf8').trim().split('\n');
  assert.equal(names.length, 4 * 3);
  assert.ok(
    names.every((name, index) => name === names[index - (index % 3)]),
    'one after the other',
  );
  project.projectFile('flaky.mjs', 'export default () => new Promise(() => setInterval(() => {}, 1000));\n');
  project.projectFile('pipeline.yaml', stage(', timeout: 1s'));
  const hung = await project.build(['--fail-fast', '--jobs', '1']);
  assert.equal(hung.code, 1);
  assert.match(hung.stderr, /a job took longer than it may[\s\S]*1 s/);
});

test('a module that changes while it runs is run again with what it has become', async () => {
  const project = modules();
  const path = join(project.folder, 'turn.mjs');
  const changing = `import { writeFileSync } from 'node:fs';
writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(REVERSE)});
export default () => [{ name: 'old.txt', bytes: 'old' }];\n`;
  writeFileSync(path, changing);
  const run = await project.build(['--jobs', '1']);
  assert.equal(run.code, 0, run.stderr);
  assert.ok(!readdirSync(join(project.export, 'by_source/one/turned')).includes('one_old.txt'));
  await project.isLikeCleanBuild();
});

test('status, explain, check and graph speak of own stages', async () => {
  const project = modules();
  await project.built();
  const fresh = JSON.parse((await project.run(['status', '--json'])).stdout).actions;
  assert.equal(fresh.filter(({ kind }: { kind: string }) => /^(turned|listed)/.test(kind)).length, 10);
  assert.ok(fresh.every(({ state }: { state: string }) => state === 'fresh'));
  project.projectFile('parts/name.js', `export const suffix = '_back';\n`);
  const status = (await project.run(['status'])).stdout;
  assert.match(status, /stale {2}one {4}turned pad01\.wav +tiny +module parts\/name\.js \w{4}… → \w{4}…/);
  assert.match(status, /stale {2}two {4}listed +tiny +depends on what turned will make/);
  const explained = (await project.run(['explain', 'one_pad01'])).stdout;
  assert.match(explained, /one turned pad01\.wav \(tiny\): stale: module parts\/name\.js/);
  assert.match(explained, /module turn\.mjs = [0-9a-f]{64}/);
  assert.match((await project.run(['graph'])).stdout, /"turned<br>uses \.\/turn\.mjs<br>8 ran/);
  rmSync(join(project.folder, 'parts/name.js'));
  const check = await project.run(['check']);
  assert.equal(check.code, 2);
  assert.match(check.stderr, /what .*turn\.mjs imports is not there[\s\S]*parts\/name\.js/);
});

test('the example of docs/own-stages.md makes every texture backwards, with its header as it was', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  for (const name of ['pipeline.yaml', 'reverse.js']) cpSync(join(EXAMPLE, name), join(project.folder, name));
  await project.built(['--profile', 'tiny', '--set', 'select.min_duration_seconds=1']);
  const folder = join(project.folder, 'export/tr8s/by_source/one');
  for (const [kind, name] of [
    ['pads', 'one_pad01'],
    ['swells', readdirSync(join(folder, 'swells'))[0].replace('.wav', '')],
  ]) {
    const forward = await framesOf(join(folder, kind, `${name}.wav`));
    const backward = await framesOf(join(folder, 'reversed', `${name}_reversed.wav`));
    assert.deepEqual(backward, forward.toReversed());
    assert.ok(forward.length > 1000);
  }
  const [shown] = /```js\n[\s\S]*?```/.exec(readFileSync(join(EXAMPLE, '../own-stages.md'), 'utf8')) ?? [''];
  assert.ok(shown.includes('export default function reverse('));
});

async function framesOf(path: string): Promise<number[]> {
  const texture = await readTexture(path);
  assert.ok(texture);
  return [...texture.channels[0]];
}
