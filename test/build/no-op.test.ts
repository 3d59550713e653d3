/** A build that has nothing to do, one that only looks, and the events of both. */
import assert from 'node:assert/strict';
import { existsSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Project, rendersOf, stampsOf, treeOf } from './rig.ts';
import { song } from './sounds.ts';

test('a second build does nothing and changes nothing, and a frozen one says so', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.source('two.wav', song(2));
  const first = await project.build();
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.summary.rendered, 8);
  assert.equal(first.summary.textures, 8);
  assert.ok(first.summary.bytesWritten > 0);
  const before = stampsOf(project.export);

  const second = await project.build();
  assert.equal(second.code, 0);
  const { ran, rendered, restored, bytesWritten, failed, skipped, upToDate, actions } = second.summary;
  assert.deepEqual(
    { ran, rendered, restored, bytesWritten, failed, skipped },
    { ran: 0, rendered: 0, restored: 0, bytesWritten: 0, failed: 0, skipped: 0 },
  );
  assert.equal(upToDate, actions);
  assert.deepEqual(second.actions, [], 'what stays up to date is not announced');
  assert.deepEqual(stampsOf(project.export), before);

  const frozen = await project.build(['--frozen']);
  assert.equal(frozen.code, 0, frozen.stderr);
  project.source('three.wav', song(3));
  const objects = stampsOf(project.folder);
  const stale = await project.build(['--frozen']);
  assert.equal(stale.code, 3);
  assert.equal(stale.summary.rendered, 0);
  assert.deepEqual(stampsOf(project.folder), objects, 'a frozen build writes nothing');
});

test('a build of two profiles is up to date right after it', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.writeProfile('other', 'extends: tiny\nclouds: { overlap_ratio: 0.5 }\n');
  const profiles = ['--profile', 'tiny', '--profile', 'other'];
  await project.built(profiles);
  const again = await project.build([...profiles, '--frozen']);
  assert.equal(again.code, 0, JSON.stringify(again.actions));
  const { ran, upToDate, actions } = (await project.build(profiles)).summary;
  assert.deepEqual({ ran, upToDate }, { ran: 0, upToDate: actions });
});

test("somebody's own file beside ours is no reason to do anything", async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  await project.built();
  writeFileSync(join(project.export, 'by_source/one/pads/notes.txt'), 'mine');
  writeFileSync(join(project.export, 'README'), 'mine');
  const frozen = await project.build(['--frozen']);
  assert.equal(frozen.code, 0, JSON.stringify(frozen.actions));
  assert.equal((await project.built()).bytesWritten, 0);
});

test('a dry run leaves no trace and announces what the build then renders', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.source('two.wav', song(2));
  const changes: (() => readonly string[])[] = [
    () => ['--set', 'clouds.overlap_ratio=0.5'],
    () => {
      project.source('two.wav', song(20));
      project.source('three.wav', song(3));
      return ['--set', 'clouds.overlap_ratio=0.5', '--kind', 'pads', '--kind', 'hiss'];
    },
    () => {
      rmSync(join(project.library, 'one.wav'));
      return ['--set', 'random.seed=7', '--only', 't*'];
    },
    () => [],
  ];
  for (const change of changes) {
    const options = change();
    const before = stampsOf(project.folder);
    const dry = await project.build(['--dry-run', ...options]);
    assert.equal(dry.code, 0, dry.stderr);
    assert.deepEqual(stampsOf(project.folder), before);
    const announced = dry.actions.filter(({ stage, reason }) => stage === 'render' && reason.includes('would run'));
    const run = await project.build(options);
    assert.equal(run.code, 0, run.stderr);
    assert.deepEqual(rendersOf(announced, 'skipped'), rendersOf(run.actions));
    assert.equal(dry.summary.actions, run.summary.actions);
    assert.equal(dry.summary.upToDate, run.summary.upToDate);
  }
});

test('a dry run of a project that was never built makes no folder', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  assert.equal((await project.build(['-n'])).code, 0);
  assert.equal(existsSync(project.cache), false);
  assert.equal(existsSync(project.export), false);
});

test('events have the shapes of the contract and add up', async () => {
  const project = new Project();
  project.source('one.wav', song(1));
  project.source('short.wav', song(2, 0.3));
  const run = await project.build();
  const [first] = run.events;
  assert.equal(first.event, 'start');
  assert.equal(first.event === 'start' && first.schemaVersion, 1);
  const { summary } = run;
  assert.equal(summary.actions, summary.ran + summary.restored + summary.upToDate + summary.failed + summary.skipped);
  assert.equal(summary.tracks, 1);
  assert.equal(summary.rejected, 1);
  assert.equal(summary.actions - summary.upToDate, run.actions.length, 'one event for each action that did something');
  const files = Object.keys(treeOf(project.export)).filter((path) => path.endsWith('.wav'));
  assert.equal(summary.textures, files.length);
  const renders = run.actions.filter(({ stage }) => stage === 'render');
  assert.equal(renders.length, summary.rendered);
  for (const action of renders) {
    assert.equal(action.track, 'one');
    assert.equal(action.profile, 'tiny');
    assert.equal(typeof action.reason, 'string');
    assert.ok(Number.isInteger(action.elapsedMs));
  }
});

test('touching a file renders nothing, whatever its time says', async () => {
  const project = new Project();
  const path = project.source('one.wav', song(1));
  await project.built();
  for (const seconds of [0, 4_000_000_000]) {
    utimesSync(path, seconds, seconds);
    const { ran, bytesWritten } = await project.built();
    assert.deepEqual({ ran, bytesWritten }, { ran: 0, bytesWritten: 0 });
  }
});
