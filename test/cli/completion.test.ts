/** `grainmill completion`: each shell is asked what it proposes, once it has read the script. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { MAIN } from '../build/rig.ts';

const folder = mkdtempSync(join(tmpdir(), 'grainmill-completion-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, 'my music'));
mkdirSync(join(folder, 'cache'));
writeFileSync(join(folder, 'my notes.txt'), '');

function run(command: string, ...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: folder, encoding: 'utf8', timeout: 60_000 });
  assert.deepEqual([status, stderr], [0, ''], `${command} ${args.join(' ')}`);
  return stdout;
}

const script = (shell: string): string => run(process.execPath, MAIN, 'completion', shell);
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');
const word = (text: string): string => `'${text}'`;

/** What is proposed for the last of `words`, each shell in its own way; without the descriptions. */
const SHELLS: Readonly<Record<string, (words: readonly string[]) => string[]>> = {
  bash: (words) => {
    const line = `COMP_WORDS=(${words.map(word).join(' ')}); COMP_CWORD=${words.length - 1}; _grainmill`;
    const source = `${script('bash')}\n${line}; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return linesOf(run('bash', '--norc', '-c', source));
  },
  // Its completion only runs at a prompt, so what it would call says what it was called with.
  zsh: (words) => {
    const proposals = `_describe() { print -rl -- "\${(@)choices%%:*}"; }; compadd() { shift; print -rl -- "$@"; }; compdef() { :; }
_files() { if [[ "$1" == -/ ]]; then print -rl -- *(N/); else print -rl -- *(N); fi; }`;
    const line = `words=(${words.map(word).join(' ')}); CURRENT=${words.length}; _grainmill`;
    return linesOf(run('zsh', '-f', '-c', `${proposals}\n${script('zsh')}\n${line}`));
  },
  fish: (words) => {
    const typed = words.map((part) => part.replaceAll(' ', '\\ ')).join(' ');
    const source = `${script('fish')}\ncomplete -C ${word(typed)}`;
    const proposed = run('fish', '--no-config', '-c', source);
    return linesOf(proposed).map((line) => line.split('\t')[0].replace(/\/$/, ''));
  },
};

const starting = (proposed: readonly string[], start: string): string[] =>
  proposed.filter((one) => one.startsWith(start)).sort();

for (const [shell, complete] of Object.entries(SHELLS)) {
  const isThere = spawnSync(shell, ['--version']).error === undefined;
  describe(`completion in ${shell}`, { skip: !isThere && `${shell} is not installed` }, () => {
    const propose = (...words: string[]): string[] => starting(complete(['grainmill', ...words]), words.at(-1) ?? '');

    it('proposes commands, and the options of a build, which needs no word', () => {
      assert.deepEqual(propose('s'), ['schema', 'status']);
      assert.deepEqual(propose('--dr'), ['--dry-run']);
      assert.ok(!propose('').includes('worker'), 'which is hidden');
    });

    it('proposes the commands below a command, and their options', () => {
      const below = propose('cache', '').filter((one) => !one.startsWith('-'));
      assert.deepEqual(below, ['clear', 'gc', 'stats', 'verify']);
      assert.deepEqual(propose('cache', 'gc', '--k'), ['--keep-runs']);
      assert.deepEqual(propose('watch', '--po'), ['--poll']);
      assert.deepEqual(propose('status', '--po'), []);
    });

    it('proposes the words that an option or a command takes', () => {
      assert.deepEqual(propose('build', '--kind', 's'), ['silences', 'swells']);
      assert.deepEqual(propose('graph', '--format', ''), ['dot', 'html', 'json', 'mermaid']);
      assert.deepEqual(propose('completion', 'f'), ['fish']);
      assert.deepEqual(propose('schema', 'p'), ['pipeline', 'profile']);
    });

    it('proposes folders for what is a folder, names with spaces too, and nothing for what cannot be guessed', () => {
      assert.deepEqual(propose('--library', 'my'), ['my music']);
      assert.deepEqual(propose('build', '--trace', 'my'), ['my music', 'my notes.txt']);
      assert.deepEqual(propose('build', '--count', ''), []);
    });
  });
}
