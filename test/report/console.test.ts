import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Failure } from '../../src/failure.ts';

const consoleModule = new URL('../../src/report/console.js', import.meta.url).href;

/** What `tellFailure` writes in a process of its own, as colours are decided when it starts. */
function told(failure: Failure, env: Record<string, string> = {}): { stdout: string; stderr: string } {
  const script = `import { tellFailure } from ${JSON.stringify(consoleModule)}; tellFailure(${JSON.stringify(failure)});`;
  const { PATH = '' } = process.env;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { PATH, ...env },
    cwd: fileURLToPath(new URL('../../..', import.meta.url)),
  });
  return { stdout, stderr };
}

const FAILURE: Failure = {
  reason: 'configuration-invalid',
  message: 'unknown key "cuont"',
  hint: 'did you mean "count"?',
  position: { file: 'profiles/mine.yaml', line: 12, column: 3 },
  lineText: '\t\tcuont: 3',
};

describe('tellFailure', () => {
  it('tells what and where, the line with a caret, and a hint, on stderr', () => {
    const { stdout, stderr } = told(FAILURE);
    assert.equal(stdout, '');
    assert.equal(
      stderr,
      [
        'profiles/mine.yaml:12:3: error: unknown key "cuont"',
        '  12 |     cuont: 3',
        '     |     ^',
        '  hint: did you mean "count"?',
        '',
      ].join('\n'),
    );
  });

  it('aligns values and indents what has several lines', () => {
    const { stderr } = told({ reason: 'decoder-failed', path: '/a\u001b.wav', detail: 'one\ntwo' });
    assert.deepEqual(stderr.split('\n').slice(0, 4), [
      'error: decoding failed',
      '  file    /a\\x1b.wav',
      '  detail  one',
      '          two',
    ]);
  });

  it('is coloured when asked, and not when NO_COLOR says no', () => {
    const isColoured = (env: Record<string, string>): boolean => told(FAILURE, env).stderr.includes('\u001b[');
    assert.equal(isColoured({}), false);
    assert.equal(isColoured({ FORCE_COLOR: '1' }), true);
    assert.equal(isColoured({ FORCE_COLOR: '0' }), false);
    assert.equal(isColoured({ FORCE_COLOR: '1', NO_COLOR: '1' }), false);
    assert.equal(isColoured({ FORCE_COLOR: '1', NO_COLOR: '' }), true);
    assert.equal(isColoured({ FORCE_COLOR: '1', TERM: 'dumb' }), false);
  });
});
