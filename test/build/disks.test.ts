/** Disks without room or read-only: told before work starts where that can be known, survived where not. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ended, firstRender, Project, treeOf } from './rig.ts';
import { song } from './sounds.ts';

/** A folder on a file system of its own, or null where none can be mounted. */
function smallDisk(sizeKib: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-disk-'));
  const options = ['-t', 'tmpfs', '-o', `size=${sizeKib}k`, 'tmpfs', folder];
  const mounted = spawnSync('mount', options).status === 0;
  after(() => {
    if (mounted) spawnSync('umount', ['-l', folder]);
    rmdirSync(folder);
  });
  return mounted ? folder : null;
}

const large = smallDisk(4096);
const skip = large === null && 'no file system can be mounted here';
/** What the first build of one track may need at most is far more than it does need. */
const ROOMY = ['--set', 'pads.max_duration_seconds=30'];

test('too little space for what is planned is told with both numbers before anything is written', {
  skip,
}, async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  const folder = join(large ?? '', 'planned');
  const args = ['--export', join(folder, 'out'), '--cache', join(folder, 'cache')];
  const run = await project.build([...args, ...ROOMY, '--set', 'pads.count=20']);
  assert.equal(run.code, 2, run.stderr);
  assert.match(run.stderr, /needed +[\d.]+ MB/);
  assert.match(run.stderr, /free +[\d.]+ MB/);
  assert.deepEqual(
    Object.keys(treeOf(large ?? '')).filter((path) => path.endsWith('.wav')),
    [],
  );
  rmSync(folder, { recursive: true, force: true });
});

test('a disk that fills up midway is a failure that names it, and the next build goes on where it was', {
  skip,
}, async () => {
  const disk = large ?? '';
  for (const [what, leftBytes] of [
    ['cache', 150_000],
    ['export', 100_000],
  ] as const) {
    const project = new Project();
    for (const seed of [1, 2, 3]) project.source(`${seed}.wav`, song(seed));
    mkdirSync(join(disk, what));
    const args = [`--${what}`, join(disk, what)];
    // The forecast is passed by with a hole in it: the room is taken once the build is under way.
    const child = project.start(['build', '--json', '--jobs', '1', ...args]);
    const ballast = join(disk, 'ballast');
    const end = ended(child);
    await firstRender(child);
    writeFileSync(ballast, Buffer.alloc(4096 * 1024 - leftBytes));
    const run = await end;
    assert.equal(run.code, 1, `${what}: ${run.stderr}`);
    assert.match(run.stderr, /not enough free space/);
    assert.doesNotMatch(run.stderr, /\.js:\d+/);
    rmSync(ballast);
    const next = await project.build(args);
    assert.equal(next.code, 0, next.stderr);
    assert.ok(next.summary.rendered < 12, `${next.summary.rendered} rendered again`);
    const clean = project.twin();
    await clean.built();
    assert.deepEqual(treeOf(what === 'export' ? join(disk, what) : project.export), treeOf(clean.export));
    rmSync(join(disk, what), { recursive: true });
    assert.deepEqual(readdirSync(disk), []);
  }
});

test('with a read-only cache a build says so once and goes on without it', { skip }, async () => {
  const project = new Project();
  project.source('1.wav', song(1));
  await project.built();
  project.source('2.wav', song(2));
  const { cache } = project;
  assert.equal(spawnSync('mount', ['--bind', cache, cache]).status, 0);
  after(() => spawnSync('umount', ['-l', cache]));
  assert.equal(spawnSync('mount', ['-o', 'remount,ro,bind', cache]).status, 0);
  const run = await project.build();
  spawnSync('umount', [cache]);
  assert.equal(run.code, 0, run.stderr);
  assert.equal(run.warnings.length, 1);
  assert.equal(run.summary.rendered, 8);
  await project.isLikeCleanBuild();
  assert.equal((await project.built()).rendered, 4, 'the cache knows what it knew before');
});
