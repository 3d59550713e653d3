/** Libraries full of awkward names and broken files: each is rendered or told, nothing is lost, nothing hangs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { FLAC_FIXTURE, MP3_FIXTURE } from './fixtures.ts';
import { Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

const HISS = ['--kind', 'hiss'];

const GOOD_NAMES = [
  'with space.wav',
  '[brackets] {and} (more).wav',
  'emoji 🎛️.wav',
  '-leading dash.wav',
  '--set.wav',
  'line\nbreak.wav',
  `${'x'.repeat(251)}.wav`,
  'cafe\u0301.wav',
  'caf\u00e9.wav',
  '__proto__.wav',
  'constructor.wav',
  'CON.wav',
  'quote \' and " and $(touch x) `y`.wav',
  'concat:a|b.wav',
  '=cmd().wav',
  '*.wav',
  '日本語.wav',
  'dots....wav',
];

test('every awkward name is rendered under a name of its own, and the manifest stays readable', {
  skip: process.platform !== 'linux',
}, async () => {
  const project = new Project();
  for (const [seed, name] of GOOD_NAMES.entries()) project.source(name, song(seed, 1));
  const run = await project.build(HISS);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.summary.tracks, GOOD_NAMES.length);
  assert.equal(run.summary.rejected, 0);
  const { results } = JSON.parse(readFileSync(join(project.export, 'batch_results.json'), 'utf8'));
  const slugs = results.map((one: { track_slug: string }) => one.track_slug) as string[];
  assert.equal(new Set(slugs).size, GOOD_NAMES.length);
  for (const slug of slugs) assert.match(slug, /^[a-z0-9_]{1,100}$/);
  for (const path of Object.keys(treeOf(project.export))) assert.match(path, /^[a-z0-9_./]+$/);
  await project.isLikeCleanBuild(HISS);
  const bytes = Buffer.concat([
    Buffer.from(`${project.library}/latin1 `),
    Buffer.from([0xe9, 0xff]),
    Buffer.from('.wav'),
  ]);
  writeFileSync(bytes, song(90, 1));
  assert.equal((await project.built(HISS)).rendered, 1, 'bytes that are no UTF-8 are a name like any other');
  assert.equal((await project.built(HISS)).ran, 0);
});

test('what is no audio or none that can be read is told with rule, measure and threshold', {
  skip: process.platform !== 'linux',
}, async () => {
  const project = new Project();
  project.source('good.wav', song(1));
  mkdirSync(join(project.library, 'folder.wav'));
  execFileSync('mkfifo', [join(project.library, 'fifo.wav')]);
  symlinkSync('loop.wav', join(project.library, 'loop.wav'));
  symlinkSync('nowhere', join(project.library, 'broken.wav'));
  symlinkSync('..', join(project.library, 'up'));
  symlinkSync('/dev/zero', join(project.library, 'device.wav'));
  project.source('text.mp3', 'only words '.repeat(500));
  project.source('playlist.mp3', '#EXTM3U\n/etc/passwd\n');
  project.source('empty.wav', '');
  project.source('head.wav', song(2).subarray(0, 30));
  project.source('page.wav', '<?xml version="1.0"?><MPD></MPD>');
  const run = await project.build(HISS);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.summary.tracks, 1);
  const rejected = JSON.parse(readFileSync(join(project.export, 'rejected.json'), 'utf8')) as Record<string, unknown>[];
  const told = new Map(rejected.map((one) => [String(one.rel_path), one]));
  for (const name of ['folder', 'fifo', 'loop', 'broken', 'device', 'empty', 'head', 'page'])
    assert.ok(told.has(`${name}.wav`), `${name}: ${[...told.keys()].join()}`);
  for (const name of ['text', 'playlist']) assert.ok(told.has(`${name}.mp3`), name);
  for (const { rule, measured, threshold, rel_path } of rejected)
    assert.ok(
      [rule, measured, threshold].every((value) => value !== '' && value !== null && value !== undefined),
      String(rel_path),
    );
  assert.equal(run.summary.rejected, rejected.length);
  const csv = readFileSync(join(project.export, 'rejected.csv'), 'utf8').trim().split('\n');
  assert.equal(csv.length, rejected.length + 1);
  assert.equal((await project.built(HISS)).ran, 0);
});

test('a track that was clipped is rendered and told; a loud one is not told', async () => {
  const project = new Project();
  const clipped = song(1);
  for (let at = 44; at < clipped.length; at += 2)
    clipped.writeInt16LE(Math.max(-32_768, Math.min(32_767, 2 * clipped.readInt16LE(at))), at);
  project.source('clipped.wav', clipped);
  project.source('clean.wav', song(2));
  const run = await project.build(HISS);
  assert.equal(run.code, 0, run.stderr);
  const { textures } = JSON.parse(readFileSync(join(project.export, 'manifest.json'), 'utf8')) as {
    textures: readonly { source: { rel_path: string; warnings: readonly string[] } }[];
  };
  const told = new Map(textures.map(({ source }) => [source.rel_path, source.warnings]));
  assert.match(told.get('clipped.wav')?.join() ?? '', /^clipped: [0-9.]+ % of the sample frames are at full scale$/);
  assert.deepEqual(told.get('clean.wav'), []);
});

test('a track that is cut short is rendered up to the cut or told; a silent one is told', async () => {
  const project = new Project();
  project.source('cut.flac', readFileSync(FLAC_FIXTURE).subarray(0, 200_000));
  project.source('cut.mp3', readFileSync(MP3_FIXTURE).subarray(0, 200_001));
  project.source('cut.wav', song(1, 4).subarray(0, 60_000));
  const silence = song(1, 2);
  silence.fill(0, 44);
  project.source('silent.wav', silence);
  const run = await project.build(HISS);
  assert.equal(run.code, 0, run.stderr);
  const manifest = readFileSync(join(project.export, 'manifest.json'), 'utf8');
  const rejected = readFileSync(join(project.export, 'rejected.csv'), 'utf8');
  assert.match(rejected, /silent\.wav.*silent/);
  for (const name of ['cut.flac', 'cut.mp3', 'cut.wav'])
    assert.ok(manifest.includes(name) || rejected.includes(name), `${name} is neither rendered nor told`);
  assert.match(manifest, /truncated/);
  const again = await project.built(HISS);
  assert.equal(again.ran, 0, 'verdicts about bytes are kept');
});
