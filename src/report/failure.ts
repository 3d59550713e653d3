/** Words for every failure: what happened, where, the values, one hint. Knows nothing of colours or of exit codes. */
import type { Failure } from '../failure.ts';
import { formatBytes } from './format.ts';

export interface WordedFailure {
  readonly message: string;
  /** Name and value, aligned under the message. */
  readonly values: readonly (readonly [name: string, value: string])[];
  readonly hint: string | null;
}

const worded = (message: string, values: WordedFailure['values'] = [], hint: string | null = null): WordedFailure => ({
  message,
  values,
  hint,
});

const detailValue = (detail: string): [string, string][] => (detail === '' ? [] : [['detail', detail]]);

type Words = {
  readonly [Reason in Failure['reason']]: (failure: Extract<Failure, { reason: Reason }>) => WordedFailure;
};

const WORDS: Words = {
  usage: (failure) => worded(failure.message, [], failure.hint ?? null),
  'configuration-invalid': (failure) => worded(failure.message, [], failure.hint ?? null),
  'file-missing': (failure) => worded(`${failure.what} is not there`, [['path', failure.path]], failure.hint ?? null),
  'library-missing': (failure) =>
    worded(
      'the music library is not there, so nothing was touched',
      [['library', failure.path]],
      'mount the disk, or name the folder with --library DIR',
    ),
  'library-empty': (failure) =>
    worded(
      'the music library holds no audio, so nothing was touched',
      [
        ['library', failure.path],
        ['files looked at', String(failure.filesSeen)],
        ['tracks in the last build', String(failure.lastBuildTracks)],
      ],
      'is this the right folder, and is its disk mounted? Endings to look for are `discover.extensions`',
    ),
  'disk-full': (failure) =>
    worded(
      'there is not enough free space',
      [
        ['where', failure.path],
        ['needed', failure.neededBytes > 0 ? formatBytes(failure.neededBytes) : 'more than is left'],
        ['free', formatBytes(failure.freeBytes)],
      ],
      'free some space or run `grainmill cache gc`; what is finished is kept',
    ),
  io: (failure) =>
    worded(
      `the system refused to ${failure.operation}`,
      [
        ['path', failure.path],
        ['error', failure.code],
      ],
      'check the disk and the permissions, then build again',
    ),
  timeout: (failure) =>
    worded(
      'a job took longer than it may',
      [['limit', `${failure.limitSeconds} s`]],
      'raise `timeout` of its stage in pipeline.yaml',
    ),
  'out-of-memory': (failure) =>
    worded('a worker ran out of memory', detailValue(failure.detail), 'build with fewer --jobs'),
  'worker-crashed': (failure) =>
    worded(
      'a worker ended before its job was done',
      [
        ...(failure.exitCode === null ? [] : [['exit code', String(failure.exitCode)] as const]),
        ...(failure.signal === null ? [] : [['signal', failure.signal] as const]),
        ...detailValue(failure.detail),
      ],
      'build again: whatever was finished is kept',
    ),
  'decoder-missing': (failure) =>
    worded(
      `${failure.container} needs ffmpeg, and there is none`,
      [
        ['file', failure.path],
        ['looked at', failure.tried.join(', ') || 'nothing'],
      ],
      'install ffmpeg, or name it in GRAINMILL_FFMPEG; `grainmill doctor` shows what is found',
    ),
  'decoder-failed': (failure) =>
    worded(
      'decoding failed',
      [['file', failure.path], ...detailValue(failure.detail)],
      'build again; if it stays, convert the file to WAV or FLAC',
    ),
  'stage-failed': (failure) =>
    worded(`stage "${failure.stage}" failed`, detailValue(failure.detail), 'mend the stage, then build again'),
  'object-damaged': (failure) =>
    worded('the cache has lost what a result refers to', [['object', failure.digest]], 'build again'),
  'source-changed': (failure) =>
    worded('the file changed while it was read', [['file', failure.path]], 'build again when it is finished'),
  'export-occupied': (failure) =>
    worded(
      'a file that grainmill did not write is in the way',
      [['file', failure.path]],
      'move it away, or export elsewhere with --export DIR',
    ),
  locked: (failure) =>
    worded(
      'another build is at work here',
      [
        ['export', failure.path],
        ['process', failure.holder],
      ],
      null,
    ),
  interrupted: (failure) =>
    worded(`stopped by ${failure.signal}`, [], 'build again to go on: whatever was finished is kept'),
  bug: (failure) =>
    worded(
      `a bug in grainmill: ${failure.message}`,
      [['stack', failure.stack]],
      'please report it with the file that shows it',
    ),
};

export const wordFailure = <F extends Failure>(failure: F): WordedFailure =>
  (WORDS[failure.reason] as (failure: F) => WordedFailure)(failure);

/** One line, for events and tables. */
export function failureText(failure: Failure): string {
  const { message, values } = wordFailure(failure);
  const facts = values
    .filter(([name]) => name !== 'stack')
    .map(([name, value]) => `${name} ${value.replaceAll('\n', ' ')}`);
  return facts.length === 0 ? message : `${message} (${facts.join(', ')})`;
}
