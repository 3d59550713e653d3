/** What goes wrong and how the build ends: exit codes, and that the rest goes on. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { riff, riffChunk, wavFormat } from '../library/audio-bytes.ts';
import { Project, rendersOf, SLOW_PROFILE } from './rig.ts';
import { song } from './sounds.ts';

/** Two seconds of µ-law, which the readers of the program leave to ffmpeg. */
const muLaw = (): Buffer => riff([wavFormat(7, 1, 8000, 8), riffChunk('data', Buffer.alloc(16_000, 0x55))]);
const NO_FFMPEG = { env: { GRAINMILL_FFMPEG: '/nowhere/ffmpeg' } };

test('a track whose decoder is missing fails by name, the rest is made, and nothing of it is cached', async () => {
  const project = new Project();
  project.source('a.wav', muLaw());
  project.source('b.wav', song(1));
  const run = await project.build([], NO_FFMPEG);
  assert.equal(run.code, 1);
  assert.match(run.stderr, /needs ffmpeg/);
  assert.deepEqual(rendersOf(run.actions, 'failed').length, 4);
  assert.equal(run.summary.failed, 4);
  assert.equal(run.summary.rendered, 4);
  const { actions, ran, restored, upToDate, failed, skipped } = run.summary;
  assert.equal(actions, ran + restored + upToDate + failed + skipped);
  const { results } = JSON.parse(readFileSync(join(project.export, 'batch_results.json'), 'utf8'));
  assert.deepEqual(
    results.map((one: { track_slug: string; success: boolean }) => [one.track_slug, one.success]),
    [
      ['a', false],
      ['b', true],
    ],
  );
  const again = await project.build([], NO_FFMPEG);
  assert.equal(again.summary.failed, 4, 'tried again');
  assert.equal(again.summary.rendered, 0);
  const stopped = await project.build(['--fail-fast', '--jobs', '1', '--force', 'render'], NO_FFMPEG);
  assert.equal(stopped.code, 1);
  assert.equal(stopped.summary.failed, 4);
  assert.equal(stopped.summary.skipped, 4, 'b is not begun');
});

test('rejections are no failure, unless --strict says so', async () => {
  const project = new Project();
  project.source('good.wav', song(1));
  project.source('short.wav', song(2, 0.2));
  assert.equal((await project.build()).code, 0);
  const strict = await project.build(['--strict']);
  assert.equal(strict.code, 1);
  assert.match(strict.stderr, /^--strict: 1 file rejected/m);
  assert.equal(strict.summary.ran, 0);
});

test('a timeout fails the track and is no result', async () => {
  const project = new Project();
  project.source('long.wav', song(1, 240));
  const path = join(project.folder, 'pipeline.yaml');
  writeFileSync(path, readFileSync(path, 'utf8').replace('timeout: 1m', 'timeout: 1s'));
  project.writeProfile('slow', SLOW_PROFILE);
  const run = await project.build(['--profile', 'slow', '--kind', 'swells']);
  assert.equal(run.code, 1, JSON.stringify(run.actions));
  assert.match(run.stderr, /longer than it may/);
  assert.equal(run.actions.find(({ stage }) => stage === 'render')?.failure?.reason, 'timeout');
  const dry = await project.build(['--profile', 'slow', '--kind', 'swells', '--dry-run']);
  assert.deepEqual(rendersOf(dry.actions, 'skipped'), ['long/swells']);
});

test('what cannot be understood is usage: exit 2, nothing begun', async () => {
  const project = new Project();
  project.source('good.wav', song(1));
  const wrong: readonly string[][] = [
    ['--no-such-option'],
    ['--set', 'clouds.overlap_ratio=3'],
    ['--set', 'clouds.overlapratio=0.3'],
    ['--set', 'cloud.overlap_ratio=0.3'],
    ['--set', 'select.min_duration=3'],
    ['--set', 'nonsense'],
    ['--kind', 'pad'],
    ['--jobs', '0'],
    ['--count', '-1'],
    ['--profile', 'nobody'],
    ['--force', 'nothing'],
    ['nostage'],
    ['-C', 'nowhere'],
  ];
  const runs = await Promise.all(wrong.map((args) => project.run(['build', ...args])));
  for (const [index, { code, stderr, stdout }] of runs.entries()) {
    assert.equal(code, 2, `${wrong[index].join(' ')}: ${stderr}`);
    assert.notEqual(stderr, '');
    assert.equal(stdout, '');
    assert.doesNotMatch(stderr, /\.js:\d+/);
  }
});
