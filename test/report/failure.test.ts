import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Failure, FailureReason } from '../../src/failure.ts';
import { failureText, wordFailure } from '../../src/report/failure.ts';

type Examples = { readonly [Reason in FailureReason]: Extract<Failure, { reason: Reason }>[] };

const path = '/music/a.wav';
const EXAMPLES: Examples = {
  usage: [
    { reason: 'usage', message: 'm' },
    { reason: 'usage', message: 'm', hint: 'h' },
  ],
  'configuration-invalid': [
    { reason: 'configuration-invalid', message: 'm' },
    {
      reason: 'configuration-invalid',
      message: 'm',
      hint: 'h',
      lineText: 'a: 1',
      position: { file: 'f', line: 1, column: 1 },
    },
  ],
  'file-missing': [{ reason: 'file-missing', path, what: 'the project folder' }],
  'library-missing': [{ reason: 'library-missing', path }],
  'library-empty': [{ reason: 'library-empty', path, filesSeen: 0, lastBuildTracks: 3 }],
  'disk-full': [
    { reason: 'disk-full', path, neededBytes: 5e9, freeBytes: 1e6 },
    { reason: 'disk-full', path, neededBytes: 0, freeBytes: 0 },
  ],
  io: [{ reason: 'io', operation: 'read', path, code: 'EIO' }],
  timeout: [{ reason: 'timeout', limitSeconds: 300 }],
  'out-of-memory': [
    { reason: 'out-of-memory', detail: '' },
    { reason: 'out-of-memory', detail: 'heap' },
  ],
  'worker-crashed': [
    { reason: 'worker-crashed', exitCode: null, signal: 'SIGKILL', detail: '' },
    { reason: 'worker-crashed', exitCode: 1, signal: null, detail: 'stack\nof it' },
    { reason: 'worker-crashed', exitCode: null, signal: null, detail: '' },
  ],
  'decoder-missing': [{ reason: 'decoder-missing', path, container: 'ogg', tried: [] }],
  'decoder-failed': [{ reason: 'decoder-failed', path, detail: 'bad\nframe' }],
  'source-changed': [{ reason: 'source-changed', path }],
  'stage-failed': [{ reason: 'stage-failed', stage: 'tape', detail: 'exit code 1' }],
  'object-damaged': [{ reason: 'object-damaged', digest: 'ab'.repeat(32) }],
  'export-occupied': [{ reason: 'export-occupied', path }],
  locked: [{ reason: 'locked', path, holder: '123' }],
  interrupted: [{ reason: 'interrupted', signal: 'SIGINT' }],
  bug: [{ reason: 'bug', message: 'm', stack: 'at x' }],
};

describe('wordFailure', () => {
  for (const [reason, failures] of Object.entries(EXAMPLES)) {
    it(`words ${reason} with all it knows and nothing it does not`, () => {
      for (const failure of failures) {
        const { message, values, hint } = wordFailure(failure);
        for (const text of [message, ...values.flat(), ...(hint === null ? [] : [hint])]) {
          assert.doesNotMatch(text, /undefined|null|NaN|\[object/);
          assert.ok(text.length > 0);
        }
        if ('path' in failure) assert.ok(values.some(([, value]) => value === failure.path));
      }
    });

    it(`tells ${reason} in one line`, () => {
      for (const failure of failures) assert.match(failureText(failure), /^[^\n]+$/);
    });
  }

  it('tells both numbers of a full disk and the signal of a killed worker', () => {
    assert.match(failureText(EXAMPLES['disk-full'][0]), /needed 5\.0 GB, free 1\.0 MB/);
    assert.match(failureText(EXAMPLES['worker-crashed'][0]), /\(signal SIGKILL\)/);
  });
});
