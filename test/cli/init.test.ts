/** `grainmill init`: a project that builds, made without overwriting anything. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { MAIN } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { scratchFolder } from '../cache/scratch.ts';

function run(cwd: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd,
    encoding: 'utf8',
    timeout: 120_000,
  });
  return { status, stdout, stderr };
}

const pipelineOf = (folder: string) => parse(readFileSync(join(folder, 'pipeline.yaml'), 'utf8'));

describe('init', () => {
  it('makes a project that builds once music is in it, and in which the profile it made is used', () => {
    const folder = scratchFolder();
    const made = run(folder, 'init', 'my project');
    assert.equal(made.status, 0, made.stderr);
    const project = join(folder, 'my project');
    assert.deepEqual(readdirSync(project).sort(), ['.gitignore', 'library', 'pipeline.yaml', 'profiles', 'schema']);
    writeFileSync(join(project, 'library/one.wav'), song(1, 4));
    const select = 'select.min_duration_seconds=1';
    const [, hinted] = /grainmill (build .*)$/m.exec(made.stdout) ?? [];
    assert.equal(hinted, "build -C 'my project' --dry-run");
    const dry = run(folder, 'build', '-C', 'my project', '--dry-run', '--set', select);
    assert.equal(dry.status, 0, dry.stderr);
    writeFileSync(join(project, 'profiles/mine.yaml'), 'extends: balanced\npads: { count: 0 }\n');
    const built = run(project, 'build', '--set', select, '--kind', 'pads', '--kind', 'hiss');
    assert.equal(built.status, 0, built.stderr);
    assert.deepEqual(readdirSync(join(project, 'export/tr8s/by_source/one')), ['hiss']);
  });

  it('names the music it is told of, however the folder is called', () => {
    const folder = scratchFolder();
    const music = join(folder, 'a: b # "c"');
    mkdirSync(music);
    assert.equal(run(folder, 'init', '.', '--library', music).status, 0);
    assert.equal(pipelineOf(folder).library, music);
    assert.ok(!existsSync(join(folder, 'library')));
    assert.equal(run(folder, 'check').status, 0);
  });

  it('overwrites nothing: says what is there and writes nothing', () => {
    for (const taken of ['pipeline.yaml', 'profiles/mine.yaml', 'schema/profile.schema.json']) {
      const folder = scratchFolder();
      mkdirSync(dirname(join(folder, taken)), { recursive: true });
      writeFileSync(join(folder, taken), 'mine');
      const before = readdirSync(folder, { recursive: true }).sort();
      const { status, stderr } = run(folder, 'init', '.');
      assert.equal(status, 2);
      assert.match(stderr, new RegExp(`${taken.replaceAll('.', '\\.')} is there already`));
      assert.deepEqual(readdirSync(folder, { recursive: true }).sort(), before);
      assert.equal(readFileSync(join(folder, taken), 'utf8'), 'mine');
    }
  });

  it('leaves a .gitignore as it is', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, '.gitignore'), '*.tmp\n');
    assert.equal(run(folder, 'init', '.').status, 0);
    assert.equal(readFileSync(join(folder, '.gitignore'), 'utf8'), '*.tmp\n');
  });

  it('tells what is in the way of a folder', () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'file'), '');
    const { status, stderr } = run(folder, 'init', 'file/below');
    assert.equal(status, 1);
    assert.match(stderr, /^error: [^\n]*\n.*file\/below.*ENOTDIR/s);
    assert.doesNotMatch(stderr, /\.js:\d+/);
  });
});
