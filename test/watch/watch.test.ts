/** What a watch does about edits, losses and faults, with real processes and files. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { modules } from '../build/own-projects.ts';
import { Project, TINY_PROFILE, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { WatchRun } from './rig.ts';

const hasStrace = spawnSync('strace', ['-V']).status === 0;

function library(): Project {
  const project = new Project();
  for (const seed of [1, 2]) project.source(`${seed}.wav`, song(seed));
  return project;
}

async function watched(project: Project, args: readonly string[] = []): Promise<WatchRun> {
  const watch = new WatchRun(project, args);
  await watch.buildsAgain(0);
  return watch;
}

describe('a watch', { concurrency: 4 }, () => {
  test('takes up a valid edit of profile and pipeline, and keeps the old plan with an invalid one, which it shows', async () => {
    const project = library();
    const watch = await watched(project);
    project.writeProfile(
      'tiny',
      TINY_PROFILE.replace('clouds: { count: 1, duration_seconds: 1,', 'clouds: { count: 1, duration_seconds: 1.5,'),
    );
    await watch.buildsAgain(1);
    await project.isLikeCleanBuild();
    const valid = readFileSync(join(project.folder, 'pipeline.yaml'), 'utf8');
    writeFileSync(join(project.folder, 'pipeline.yaml'), valid.replace('min_duration_seconds', 'min_duration'));
    await watch.until(() => watch.states.includes('invalid'), 'shown the error');
    await watch.until(() => /pipeline\.yaml:\d+:\d+: error: .*min_duration/.test(watch.stderr), 'shown where');
    await watch.rests();
    assert.equal(watch.builds, 2);
    project.source('3.wav', song(3));
    await watch.buildsAgain(2);
    assert.ok(existsSync(join(project.export, 'by_source/3')), 'built by the old plan');
    writeFileSync(join(project.folder, 'pipeline.yaml'), valid);
    await watch.buildsAgain(3);
    await project.isLikeCleanBuild();
    await watch.stop();
  });

  test('builds again when a module of an own stage changes, or what it imports', async () => {
    const project = modules();
    const watch = await watched(project);
    project.projectFile('parts/name.js', `export const suffix = '_around';\n`);
    await watch.buildsAgain(1);
    await project.isLikeCleanBuild();
    project.projectFile('list.mjs', `export default () => [{ name: 'contents.txt', bytes: 'none' }];\n`);
    await watch.buildsAgain(2);
    await project.isLikeCleanBuild();
    appendFileSync(join(project.folder, 'turn.mjs'), `import './parts/missing.js';\n`);
    await watch.until(() => watch.stderr.includes('missing.js'), 'told what is missing');
    await watch.rests();
    const before = watch.builds;
    project.projectFile('parts/missing.js', '');
    await watch.buildsAgain(before);
    await project.isLikeCleanBuild();
    await watch.stop();
  });

  test('restores what is deleted from the export, and then rests', async () => {
    const project = library();
    const watch = await watched(project);
    const expected = treeOf(project.export);
    rmSync(join(project.export, 'by_source/1/pads'), { recursive: true });
    await watch.buildsAgain(1);
    assert.deepEqual(treeOf(project.export), expected);
    rmSync(project.export, { recursive: true });
    await watch.buildsAgain(2);
    assert.deepEqual(treeOf(project.export), expected);
    assert.equal(watch.builds, 3);
    await watch.stop();
  });

  test('is not woken by export and cache that lie below the library', async () => {
    const project = library();
    const places = ['--export', join(project.library, 'textures'), '--cache', join(project.library, 'kept/cache')];
    const watch = await watched(project, places);
    project.source('3.wav', song(3));
    await watch.buildsAgain(1);
    await wait(3000);
    assert.equal(watch.builds, 2);
    assert.ok(existsSync(join(project.library, 'textures/by_source/3')));
    await watch.stop();
  });

  test('touches nothing while the library is away, and goes on when it is back', async () => {
    const project = library();
    const watch = await watched(project);
    const expected = treeOf(project.export);
    renameSync(project.library, `${project.library}.away`);
    await watch.until(() => watch.states.at(-1) === 'away', 'away');
    mkdirSync(project.library); // an unmounted disk leaves the folder it was mounted on
    await wait(3000);
    assert.deepEqual(treeOf(project.export), expected);
    rmSync(project.library, { recursive: true });
    renameSync(`${project.library}.away`, project.library);
    await watch.until(() => watch.states.at(-1) === 'idle', 'idle');
    await watch.rests();
    assert.deepEqual(treeOf(project.export), expected);
    const before = watch.builds;
    project.source('3.wav', song(3));
    await watch.buildsAgain(before);
    await project.isLikeCleanBuild();
    await watch.stop();
  });

  test('keeps the plan when pipeline.yaml is gone, and goes on with it when it is back', async () => {
    const project = library();
    const path = join(project.folder, 'pipeline.yaml');
    const watch = await watched(project);
    renameSync(path, `${path}.away`);
    await watch.until(() => watch.states.includes('invalid'), 'said that it is gone');
    await watch.rests();
    assert.match(watch.stderr, /pipeline\.yaml/);
    project.source('3.wav', song(3));
    await watch.buildsAgain(1);
    assert.ok(existsSync(join(project.export, 'by_source/3')), 'built by the old plan');
    assert.ok(!existsSync(join(project.folder, 'export')), 'never by the built-in one');
    renameSync(`${path}.away`, path);
    await watch.buildsAgain(2);
    await project.isLikeCleanBuild();
    await watch.stop();
  });

  test('takes up an edit that names another library, also one that is not there, and the edit that mends it', async () => {
    const project = library();
    const path = join(project.folder, 'pipeline.yaml');
    const watch = await watched(project);
    const expected = treeOf(project.export);
    const valid = readFileSync(path, 'utf8');
    writeFileSync(path, valid.replace('export:', 'library: ./nowhere\nexport:'));
    await watch.until(() => watch.states.at(-1) === 'away', 'away');
    await watch.rests();
    assert.deepEqual(treeOf(project.export), expected);
    mkdirSync(join(project.folder, 'other'));
    writeFileSync(join(project.folder, 'other/4.wav'), song(4));
    writeFileSync(path, valid.replace('export:', 'library: ./other\nexport:'));
    await watch.until(() => existsSync(join(project.export, 'by_source/4')), 'built the other library');
    await watch.rests();
    writeFileSync(path, valid);
    const before = watch.builds;
    await watch.buildsAgain(before);
    assert.ok(existsSync(join(project.export, 'by_source/1')));
    await watch.stop();
  });

  test('waits for a file that is cut short to become whole', async () => {
    const project = library();
    const watch = await watched(project);
    const bytes = song(3);
    const path = project.source('3.wav', bytes.subarray(0, 20_000));
    await wait(4000);
    assert.equal(watch.builds, 1);
    appendFileSync(path, bytes.subarray(20_000));
    await watch.buildsAgain(1);
    assert.equal(watch.builds, 2);
    await project.isLikeCleanBuild();
    await watch.stop();
  });

  test('follows links to folders elsewhere, also where they lead in a circle', async () => {
    const project = library();
    const elsewhere = new Project();
    elsewhere.source('far.wav', song(4));
    symlinkSync(elsewhere.library, join(project.library, 'linked'));
    symlinkSync(project.library, join(elsewhere.library, 'around'));
    const watch = await watched(project);
    elsewhere.source('farther.wav', song(5));
    await watch.buildsAgain(1);
    assert.ok(existsSync(join(project.export, 'by_source/farther')));
    assert.equal(watch.builds, 2);
    await watch.stop();
  });

  test('polls where inotify is exhausted, and says what to raise', {
    skip: !hasStrace && 'no strace here',
  }, async () => {
    const cases = [
      ['inotify_add_watch:error=ENOSPC:when=2+', /max_user_watches.*sudo sysctl fs\.inotify\.max_user_watches=\d+/],
      ['inotify_init1:error=EMFILE', /max_user_instances.*sudo sysctl fs\.inotify\.max_user_instances=\d+/],
    ] as const;
    for (const [inject, message] of cases) {
      const project = library();
      const watch = new WatchRun(project, [], {
        under: ['strace', '-f', '-o', '/dev/null', '-e', `trace=${inject.split(':')[0]}`, '-e', `inject=${inject}`],
      });
      await watch.buildsAgain(0);
      assert.match(watch.stderr, message);
      assert.equal(watch.states.filter((state) => state === 'polling').length, 1);
      project.source('3.wav', song(3));
      const before = watch.builds;
      await watch.buildsAgain(before);
      await project.isLikeCleanBuild();
      await watch.stop();
    }
  });

  test('polls when told to, and finds what no event tells', async () => {
    const project = library();
    const watch = await watched(project, ['--poll']);
    project.source('sub/3.wav', song(3));
    rmSync(join(project.library, '1.wav'));
    await watch.buildsAgain(1);
    await project.isLikeCleanBuild();
    await watch.stop();
  });

  test('ends with 130 and 143 by signals, also in the middle of a build, and with 2 when it cannot begin', async () => {
    for (const [signal, code] of [
      ['SIGINT', 130],
      ['SIGTERM', 143],
    ] as const) {
      const project = library();
      const watch = new WatchRun(project);
      await watch.until(() => watch.builds > 0, 'building');
      assert.equal((await watch.stop(signal)).code, code);
      await project.built();
    }
    const project = library();
    assert.equal((await project.run(['watch', '--library', 'nowhere'])).code, 2);
    project.projectFile('pipeline.yaml', 'version: [');
    const { code, stderr } = await project.run(['watch']);
    assert.equal(code, 2, stderr);
  });

  test('goes on when nobody reads its output any more', async () => {
    const project = library();
    const watch = new WatchRun(project);
    await watch.until(() => watch.builds > 0, 'building');
    watch.child.stdout?.destroy();
    const made = join(project.export, 'by_source/2/hiss');
    for (let tries = 0; !existsSync(made) && tries < 500; tries++) await wait(50);
    project.source('3.wav', song(3));
    const added = join(project.export, 'by_source/3/hiss');
    for (let tries = 0; !existsSync(added) && tries < 500; tries++) await wait(50);
    assert.ok(existsSync(added), watch.stderr);
    assert.equal((await watch.stop()).code, 130);
  });
});
