/** What a command loads: nothing that it does not need, and, as it is shipped, nothing of any package. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MAIN, Project } from '../build/rig.ts';
import { song } from '../build/sounds.ts';

/** The program before it is put into few files: there a module is a file. */
const MODULES = fileURLToPath(new URL('../../src/cli/main.js', import.meta.url));
const hook = `import { writeSync } from 'node:fs';
export const load = (url, context, next) => { writeSync(2, 'loads ' + url + '\\n'); return next(url, context); };`;
const asModule = (source: string): string => `data:text/javascript,${encodeURIComponent(source)}`;
const register = `import { register } from 'node:module'; register(${JSON.stringify(asModule(hook))});`;

/** The addresses of the modules that the command loads, those of Node left out. */
function loadedBy(main: string, ...args: string[]): string[] {
  const { status, stderr } = spawnSync(process.execPath, ['--import', asModule(register), main, ...args], {
    encoding: 'utf8',
  });
  assert.equal(status, 0, stderr);
  const loaded = [...stderr.matchAll(/^loads (file:.*)$/gm)].map(([, url]) => url);
  assert.ok(loaded.some((url) => url.endsWith('/main.js')));
  return loaded;
}

/** Packages by name, and what is ours by its first two folders. */
function partsOf(loaded: readonly string[]): string[] {
  const parts = loaded.map((url) => {
    const [, packageName] = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(url) ?? [];
    return packageName ?? /\/dist\/((?:src\/)?[^/.]+)/.exec(url)?.[1] ?? url;
  });
  return [...new Set(parts)].sort();
}

describe('what a command loads', () => {
  const project = new Project();
  project.source('one.wav', song(1, 4));

  for (const option of ['--help', '--version'])
    it(`is the command line alone for ${option}`, () => {
      assert.deepEqual(partsOf(loadedBy(MODULES, option)), ['commander', 'src/cli', 'src/texture']);
    });

  it('is nothing of projects for `schema`', () => {
    const expected = ['commander', 'kleur', 'src/cli', 'src/report', 'src/texture'];
    assert.deepEqual(partsOf(loadedBy(MODULES, 'schema')), expected);
  });

  it('is nothing that looks at libraries for `check`', () => {
    const parts = partsOf(loadedBy(MODULES, 'check', '-C', project.folder));
    for (const other of ['fast-glob', 'music-metadata', 'p-queue', 'src/cache', 'src/export', 'src/dsp'])
      assert.ok(!parts.includes(other), `${other} of ${parts}`);
  });

  it('is nothing that sounds, decodes or reads tags for a build with nothing to do', async () => {
    await project.build();
    const parts = partsOf(loadedBy(MODULES, 'build', '-C', project.folder));
    for (const other of ['music-metadata', 'es-module-lexer', '@echogarden/pffft-wasm', 'mpg123-decoder', 'src/dsp'])
      assert.ok(!parts.includes(other), `${other} of ${parts}`);
  });

  it('is nothing that reads configuration, scans or plans for one that its record answers', async () => {
    const standing = new Project();
    standing.source('one.wav', song(1, 4));
    await new Promise((resolve) => setTimeout(resolve, 2100)); // what is younger than 2 s is not recorded
    await standing.build();
    // Modules and the bundle are two programs: each keeps a record of its own.
    loadedBy(MODULES, 'build', '-C', standing.folder);
    const loaded = loadedBy(MODULES, 'build', '-C', standing.folder);
    // Records of runs have the number of the cache's format in them, which stands beside the making of keys.
    const isFormat = (url: string): boolean => url.endsWith('/src/plan/fingerprint.js');
    const expected = ['commander', 'kleur', 'src/cache', 'src/cli', 'src/report', 'src/standing', 'src/texture'];
    assert.deepEqual(partsOf(loaded.filter((url) => !isFormat(url))), expected);
  });

  it('is nothing of any package in the program as it is shipped', () => {
    for (const url of loadedBy(MAIN, 'build', '-C', project.folder))
      assert.match(url, /\/dist\/bundle\/grainmill\/[^/]+$/);
  });
});
