/** A watch on a pseudo-terminal, as a child of `script`: its keys, and all that it shows. Knows nothing of how a watch works. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { after } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { MAIN, type Project } from '../build/rig.ts';

export const hasScript = spawnSync('script', ['--version']).status === 0;
const terminals = new Set<ChildProcess>();
after(() => {
  for (const child of terminals) child.kill('SIGKILL');
});

export const KEYS_SHOWN = /keys: a all, f failed, e explain the last, o open the results, q quit/;

export class Terminal {
  readonly child: ChildProcess;
  readonly #ended: Promise<number | null>;
  text = '';

  /** `PATH` begins with `bin` of the project, for whatever stands in for the desktop's opener. */
  constructor(project: Project, env: NodeJS.ProcessEnv = {}) {
    const command = `"${process.execPath}" "${MAIN}" watch`;
    this.child = spawn('script', ['--quiet', '--flush', '--return', '--command', command, '/dev/null'], {
      cwd: project.folder,
      env: { ...process.env, ...env, NO_COLOR: '1', PATH: `${project.folder}/bin${delimiter}${process.env.PATH}` },
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
