/** The keys of a watch, pressed on a pseudo-terminal. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { MAIN, Project, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';

const hasScript = spawnSync('script', ['--version']).status === 0;
const terminals = new Set<ChildProcess>();
after(() => {
  for (const child of terminals) child.kill('SIGKILL');
});

const KEYS_SHOWN = /keys: a all, f failed, e explain the last, o open the results, q quit/;

class Terminal {
  readonly child: ChildProcess;
  readonly #ended: Promise<number | null>;
  text = '';

  /** `PATH` begins with `bin` of the project, for whatever stands in for the desktop's opener. */
  constructor(project: Project, args = '') {
    const command = `"${process.execPath}" "${MAIN}" watch ${args}`;
    this.child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      cwd: project.folder,
      env: { ...process.env, NO_COLOR: '1', PATH: `${project.folder}/bin${delimiter}${process.env.PATH}` },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.child.stdout?.on('data', (data: Buffer) => {
      this.text += data.toString('utf8').replaceAll('\r', '');
    });
    this.#ended = new Promise((resolve) => this.child.on('close', resolve));
    terminals.add(this.child);
    this.child.on('exit', () => terminals.delete(this.child));
  }

  /** Waits for `pattern` in what is written from now on, after `key` was pressed. */
  async press(key: string, pattern: RegExp): Promise<string> {
    const from = this.text.length;
    this.child.stdin?.write(key);
    return this.shows(pattern, from);
  }

  async shows(pattern: RegExp, from = 0): Promise<string> {
    for (let tries = 0; tries < 1500; tries++) {
      if (pattern.test(this.text.slice(from))) return this.text.slice(from);
      await wait(20);
    }
    assert.fail(`never ${pattern}:\n${this.text.slice(from)}`);
  }

  async ends(key: string): Promise<number | null> {
    this.child.stdin?.write(key);
    return this.#ended;
  }
}

function library(): Project {
  const project = new Project();
  project.source('one.wav', song(1));
  return project;
}

test('keys build all, explain the last build, open the results and quit', { skip: !hasScript }, async () => {
  const project = library();
  mkdirSync(join(project.folder, 'bin'));
  writeFileSync(join(project.folder, 'bin/xdg-open'), '#!/bin/sh\necho "$1" > opened\n');
  chmodSync(join(project.folder, 'bin/xdg-open'), 0o755);
  const terminal = new Terminal(project);
  await terminal.shows(KEYS_SHOWN);
  assert.match(await terminal.press('e', /render one hiss .*: /), /ran +render one pads tiny .*: \S+/);
  await terminal.press('f', /nothing failed in the last build/);
  const expected = treeOf(project.export);
  const texture = join(project.export, Object.keys(expected).find((path) => path.endsWith('.wav')) ?? '');
  writeFileSync(texture, readFileSync(texture).fill(0, 100)); // of equal length, in a folder that looks untouched
  await terminal.press('a', /watching 1 file;/);
  assert.deepEqual(treeOf(project.export), expected);
  terminal.child.stdin?.write('o');
  for (let tries = 0; tries < 500; tries++) {
    try {
      assert.equal(readFileSync(join(project.folder, 'opened'), 'utf8').trim(), join(project.export, 'index.html'));
      break;
    } catch {
      await wait(20);
    }
  }
  assert.equal(readFileSync(join(project.folder, 'opened'), 'utf8').trim(), join(project.export, 'index.html'));
  assert.equal(await terminal.ends('q'), 0);
});

test('f tries again what failed, and Ctrl-C ends with 130', { skip: !hasScript }, async () => {
  const project = library();
  // A file of ours is in the way of another: that fails until it is gone.
  mkdirSync(join(project.export, 'by_source/one/pads/one_pad01.wav'), { recursive: true });
  const terminal = new Terminal(project);
  await terminal.shows(KEYS_SHOWN);
  assert.match(terminal.text, /error: /);
  rmSync(join(project.export, 'by_source/one/pads/one_pad01.wav'), { recursive: true });
  await terminal.press('f', /watching 1 file;/);
  await project.isLikeCleanBuild();
  assert.equal(await terminal.ends('\u0003'), 130);
});
