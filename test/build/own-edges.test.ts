/** Own stages at their edges: what is lost, empty, shared, cut off, or made by code that misbehaves. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { ownOf, PIPELINE, projectWith } from './own-projects.ts';
import type { Project } from './rig.ts';

const TWO = PIPELINE(
  `  turned: { uses: ./a.mjs, needs: render, each: track }
  listed: { uses: ./b.mjs, needs: turned }`,
  'turned, listed',
);
const gives = (name: string, bytes: string): string =>
  `export default () => [{ name: '${name}', bytes: '${bytes}' }];\n`;
const PASS = `export default ({ inputs: [{ stem, bytes }] }) => [{ name: stem + '_b.txt', bytes }];\n`;
const two = (a: string, b = PASS): Project => projectWith(TWO, { 'a.mjs': a, 'b.mjs': b });
const made = (limits: string): string =>
  PIPELINE(`  made: { uses: ./a.mjs, needs: render, each: track${limits} }`, 'made');
const one = (module: string, more: Record<string, string> = {}): Project =>
  projectWith(made(''), { 'a.mjs': module, ...more });
const madeOf = (project: Project, file: string): string =>
  readFileSync(join(project.export, 'by_source/one/made', file), 'utf8');

test('after a cleared cache what own stages made is ours again: replaced, and removed by --prune', async () => {
  const project = two(gives('a.txt', '1'));
  await project.built();
  rmSync(project.cache, { recursive: true });
  project.projectFile('a.mjs', gives('a.txt', '2'));
  await project.built();
  await project.isLikeCleanBuild();
  rmSync(project.cache, { recursive: true });
  project.projectFile('a.mjs', gives('other.txt', '2'));
  await project.built(['--prune']);
  await project.isLikeCleanBuild();
});

test('a stage that has nothing to take any more leaves nothing of what it made, nor of its error', async () => {
  const project = two(gives('a.txt', '1'));
  await project.built();
  project.projectFile('a.mjs', 'export default () => [];\n');
  await project.built();
  assert.ok(!existsSync(join(project.export, 'by_source/one/listed')));
  await project.isLikeCleanBuild();
  const failing = two(gives('a.txt', '1'), `export default () => { throw new Error('no'); };\n`);
  assert.equal((await failing.build()).code, 1);
  failing.projectFile('a.mjs', 'export default () => [];\n');
  await failing.built();
  await failing.isLikeCleanBuild();
});

test('modules that import each other are told apart, and the order of stages does not show in the manifest', async () => {
  const each = (other: string, name: string) =>
    `import './${other}.mjs';\nexport default () => [{ name: 'x.txt', bytes: '${name}' }];\n`;
  const stages = (names: readonly string[]) =>
    PIPELINE(
      names.map((name) => `  stage-${name}: { uses: ./${name}.mjs, needs: render, each: track }`).join('\n'),
      names.map((name) => `stage-${name}`).join(', '),
    );
  const project = projectWith(stages(['b']), { 'a.mjs': each('b', 'from a'), 'b.mjs': each('a', 'from b') });
  await project.built();
  project.projectFile('pipeline.yaml', stages(['a', 'b']));
  await project.built();
  for (const name of ['a', 'b'])
    assert.equal(readFileSync(join(project.export, `by_source/one/stage-${name}/one_x.txt`), 'utf8'), `from ${name}`);
  await project.isLikeCleanBuild();
});

test('two files of one name are a failure each time, not a matter of luck', async () => {
  const project = projectWith(PIPELINE('  made: { uses: ./a.mjs, needs: render }', 'made'), {
    'a.mjs': gives('same.txt', '1'),
  });
  for (let times = 0; times < 2; times++) {
    const run = await project.build();
    assert.equal(run.code, 1);
    assert.equal(run.summary.failed, 2 * 3, 'all but the first of each track');
    assert.match(run.stderr, /a name that it had given to another of the same track/);
  }
});

test('what is required, linked to, or a package of a package counts as much as what is imported', async () => {
  const project = one(
    `import lib from './lib.cjs';\nimport { q } from 'p';\nexport default () => [{ name: 'x.txt', bytes: lib + q }];\n`,
    {
      'lib.cjs': `module.exports = require('./lib2');\n`,
      'lib2.js': `module.exports = '1';\n`,
      'node_modules/p/package.json':
        '{ "name": "p", "version": "1.0.0", "main": "i.cjs", "dependencies": { "q": "1" } }',
      'node_modules/p/i.cjs': `exports.q = require('q');\n`,
      'node_modules/q/package.json': '{ "name": "q", "version": "1.0.0" }',
      'node_modules/q/index.js': `module.exports = '1';\n`,
    },
  );
  await project.built();
  project.projectFile('lib2.js', `module.exports = '2';\n`);
  await project.built();
  assert.equal(madeOf(project, 'one_x.txt'), '21');
  project.projectFile('node_modules/q/package.json', '{ "name": "q", "version": "2.0.0" }');
  project.projectFile('node_modules/q/index.js', `module.exports = '2';\n`);
  await project.built();
  assert.equal(madeOf(project, 'one_x.txt'), '22');
  project.projectFile(
    'real/m.mjs',
    `import { v } from './v.mjs';\nexport default () => [{ name: 'x.txt', bytes: v }];\n`,
  );
  project.projectFile('real/v.mjs', `export const v = 'linked';\n`);
  rmSync(join(project.folder, 'a.mjs'));
  symlinkSync('real/m.mjs', join(project.folder, 'a.mjs'));
  await project.built();
  assert.equal(madeOf(project, 'one_x.txt'), 'linked');
});

test('values that JSON has no word for are told apart', async () => {
  const project = one(`export default ({ parameters: { x } }) => [{ name: 'x.txt', bytes: String(x) }];\n`);
  for (const value of ['.inf', '-.inf', '.nan', 'null']) await project.built(['--set', `made.x=${value}`]);
  assert.equal(madeOf(project, 'one_x.txt'), 'null');
});

test('whatever a module does to its process, the build goes on and says so', async () => {
  for (const [module, expected] of [
    [`export default () => { const e = new Error('x'); e.stack = 5; throw e; };`, /detail +x/],
    [`export default () => { throw Object.create(null); };`, /stage "made" failed/],
    [`export default () => { process.send?.('hi'); throw new Error('after all'); };`, /after all/],
    [`export default () => { throw new Error('z'.repeat(1e6)); };`, /zzz/],
    [`import './100%.mjs';\nexport default () => [];`, /100%\.mjs|is not there/],
    [`import 'file://host/x.mjs';\nexport default () => [];`, /is not there/],
  ] as const) {
    const project = one(module);
    const { code, stderr } = await project.run(['build']);
    assert.ok(code === 1 || code === 2, `${module}: ${code} ${stderr}`);
    assert.match(stderr, expected, module);
    assert.ok(stderr.length < 20_000);
    assert.ok(!stderr.includes('run/own/'), stderr);
  }
});

test('status says what failed, and --fail-fast runs no further stage', async () => {
  const project = projectWith(
    PIPELINE(
      '  turned: { uses: ./a.mjs, needs: render, each: track }\n  listed: { uses: ./b.mjs, needs: render, each: track }',
      'turned, listed',
    ),
    { 'a.mjs': `export default () => { throw new Error('no'); };\n`, 'b.mjs': gives('x.txt', '1') },
  );
  const run = await project.build(['--fail-fast', '--jobs', '1']);
  assert.equal(run.code, 1);
  assert.deepEqual(ownOf(run), []);
  const status = JSON.parse((await project.run(['status', '--json'])).stdout).actions;
  assert.ok(
    status.some(({ state, reason }: { state: string; reason: string }) => state === 'failed' && /no/.test(reason)),
  );
});

test('a killed build takes stages that would run for ever with it, and gc what they worked in', async () => {
  const project = one(`import { writeFileSync } from 'node:fs';
export default ({ parameters: { log } }) => { writeFileSync(log, String(process.pid)); for (;;); };\n`);
  const log = join(project.folder, 'pid.txt');
  const [temporary, work] = [join(project.folder, 'tmp'), join(project.cache, 'tmp')];
  mkdirSync(temporary);
  const args = ['--jobs', '1', '--set', `made.log=${JSON.stringify(log)}`];
  const build = project.start(['build', ...args], { env: { TMPDIR: temporary } });
  const written = () => (existsSync(log) ? readFileSync(log, 'utf8') : '');
  while (written() === '' && build.exitCode === null) await wait(50);
  const pid = Number(written());
  assert.ok(pid > 0, 'the stage began');
  process.kill(build.pid ?? 0, 'SIGKILL');
  for (let tries = 0; tries < 300 && isAlive(pid); tries++) await wait(100);
  assert.ok(!isAlive(pid), 'the worker is gone');
  assert.deepEqual(readdirSync(temporary), []);
  const left = readdirSync(work);
  assert.equal(left.length, 1);
  project.projectFile('pipeline.yaml', made(', timeout: 1s'));
  assert.equal((await project.build([...args, '--fail-fast'])).code, 1);
  assert.deepEqual(readdirSync(work), left, 'a build that ends takes its folder with it');
  assert.equal((await project.run(['cache', 'gc'])).code, 0);
  assert.deepEqual(readdirSync(work), []);
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
