/** `docs/new-kind.md` is followed to the letter in a copy of the sources, and a library is built with the kind that it adds. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { asBuild, Project, rendersOf, scratchFolder } from '../build/rig.ts';
import { song } from '../build/sounds.ts';

const packageFolder = fileURLToPath(new URL('../../../', import.meta.url));
const page = readFileSync(join(packageFolder, 'docs/new-kind.md'), 'utf8');

/** The code of the block that is marked so. */
function blockOf(mark: string): string {
  const blocks = [...page.matchAll(new RegExp(`^\`\`\`ts ${mark}\n(.*?)^\`\`\`$`, 'gms'))];
  assert.equal(blocks.length, 1, `one block marked ${mark}`);
  return blocks[0][1];
}

/** Puts `text` at the end of the object that begins with `opening`. */
function addTo(path: string, opening: string, text: string): void {
  const source = readFileSync(path, 'utf8');
  const at = source.indexOf('\n} as const', source.indexOf(opening));
  assert.ok(source.includes(opening) && at > 0, `${path} has no ${opening}`);
  writeFileSync(path, `${source.slice(0, at + 1)}${text}${source.slice(at + 1)}`);
}

const node = (folder: string, args: readonly string[]) =>
  spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });

function succeeds(folder: string, args: readonly string[]): void {
  const { status, stdout, stderr } = node(folder, args);
  assert.equal(status, 0, `${args.join(' ')}\n${stdout}\n${stderr}`);
}

/** A copy of the package with the kind of the page in it, compiled. The kernels are those of this build: a kind brings none. */
function packageWithMoments(): string {
  const folder = scratchFolder();
  for (const name of ['src', 'stages', 'demo', 'scripts', 'package.json', 'tsconfig.json'])
    cpSync(join(packageFolder, name), join(folder, name), { recursive: true });
  symlinkSync(join(packageFolder, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'src/texture/moments.ts'), blockOf('file'));
  addTo(join(folder, 'src/pipeline/profile-schema.ts'), 'const SECTIONS = {', blockOf('section'));
  addTo(join(folder, 'src/texture/kinds.ts'), 'const REGISTERED = {', blockOf('registration'));
  assert.equal(blockOf('registration').split('\n').length, 2, 'registration is one line');
  succeeds(folder, ['node_modules/typescript/bin/tsc']);
  const kernels = readdirSync(join(packageFolder, 'dist/src/dsp/kernel')).filter((name) => name.endsWith('.cjs'));
  for (const name of kernels)
    cpSync(join(packageFolder, 'dist/src/dsp/kernel', name), join(folder, 'dist/src/dsp/kernel', name));
  succeeds(folder, ['dist/scripts/validators.js']);
  return folder;
}

describe('a kind that is added as docs/new-kind.md says', () => {
  const project = new Project();
  const main = join(packageWithMoments(), 'dist/src/cli/main.js');
  const build = (...args: string[]) => {
    const { status, signal, stdout, stderr } = node(project.folder, [main, 'build', '--json', ...args]);
    return asBuild({ code: status, signal, stdout, stderr });
  };
  const manifest = () => JSON.parse(readFileSync(join(project.export, 'manifest.json'), 'utf8'));

  project.source('one.wav', song(1, 4));

  it('is off until it is asked for', () => {
    const { code, stderr, actions } = build();
    assert.equal(code, 0, stderr);
    assert.ok(!rendersOf(actions).includes('one/moments'));
    assert.ok(!readdirSync(join(project.export, 'by_source/one')).includes('moments'));
  });

  it('is planned, rendered, exported and told of when it is', () => {
    const { code, stderr, actions } = build('--kind', 'moments', '--set', 'moments.count=2');
    assert.equal(code, 0, stderr);
    assert.deepEqual(rendersOf(actions), ['one/moments']);
    const made = manifest().textures.filter(({ kind }: { kind: string }) => kind === 'moments');
    assert.ok(made.length >= 1, JSON.stringify(manifest().not_made));
    assert.deepEqual(
      readdirSync(join(project.export, 'by_source/one/moments')),
      made.map(({ name }: { name: string }) => `one_${name}.wav`),
    );
    const [{ source, parameters, measures }] = made;
    assert.equal(source.ranges[0].end_sec - source.ranges[0].start_sec, 1);
    assert.equal(parameters.fadeSeconds, 0.01);
    assert.ok(Math.abs(measures.integratedLufs + 18) < 1);
    const results = JSON.parse(readFileSync(join(project.export, 'batch_results.json'), 'utf8'));
    assert.equal(results.results[0].stats.moments, made.length);
  });

  it('is not made again when nothing it reads has changed, and goes with its count', () => {
    const asked = ['--set', 'moments.count=2'];
    assert.equal(build(...asked, '--set', 'clouds.overlap_ratio=0.5', '--kind', 'moments').summary.rendered, 0);
    assert.equal(build('--kind', 'moments').code, 0);
    assert.ok(!readdirSync(join(project.export, 'by_source/one')).includes('moments'));
  });

  it('is among the kinds and values that are told', () => {
    assert.match(node(project.folder, [main, 'build', '--kind', 'moment']).stderr, /the kinds are .*, moments/);
    assert.match(node(project.folder, [main, 'build', '--set', 'moments.count=65']).stderr, /moments\.count/);
  });
});
