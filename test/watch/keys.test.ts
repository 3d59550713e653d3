/** The keys of a watch, pressed on a pseudo-terminal. */
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { Project, treeOf } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { hasScript, KEYS_SHOWN, Terminal } from './terminal.ts';

function library(): Project {
  const project = new Project();
  project.source('one.wav', song(1));
  return project;
}

test('keys build all, explain the last build, open the results and quit', { skip: !hasScript }, async () => {
  const project = library();
  mkdirSync(join(project.folder, 'bin'));
  writeFileSync(join(project.folder, 'bin/xdg-open'), '#!/bin/sh\necho "$1" > opened\n');
  chmodSync(join(project.folder, 'bin/xdg-open'), 0o755);
  const terminal = new Terminal(project);
  await terminal.shows(KEYS_SHOWN);
  assert.match(await terminal.press('e', /render one hiss .*: /), /ran +render one pads tiny .*: \S+/);
  await terminal.press('f', /nothing failed in the last build/);
  const expected = treeOf(project.export);
  const texture = join(project.export, Object.keys(expected).find((path) => path.endsWith('.wav')) ?? '');
  writeFileSync(texture, readFileSync(texture).fill(0, 100)); // of equal length, in a folder that looks untouched
  await terminal.press('a', /watching 1 file;/);
  assert.deepEqual(treeOf(project.export), expected);
  terminal.child.stdin?.write('o');
  for (let tries = 0; tries < 500; tries++) {
    try {
      assert.equal(readFileSync(join(project.folder, 'opened'), 'utf8').trim(), join(project.export, 'index.html'));
      break;
    } catch {
      await wait(20);
    }
  }
  assert.equal(readFileSync(join(project.folder, 'opened'), 'utf8').trim(), join(project.export, 'index.html'));
  assert.equal(await terminal.ends('q'), 0);
});

test('f tries again what failed, and Ctrl-C ends with 130', { skip: !hasScript }, async () => {
  const project = library();
  // A file of ours is in the way of another: that fails until it is gone.
  mkdirSync(join(project.export, 'by_source/one/pads/one_pad01.wav'), { recursive: true });
  const terminal = new Terminal(project);
  await terminal.shows(KEYS_SHOWN);
  assert.match(terminal.text, /error: /);
  rmSync(join(project.export, 'by_source/one/pads/one_pad01.wav'), { recursive: true });
  await terminal.press('f', /watching 1 file;/);
  await project.isLikeCleanBuild();
  assert.equal(await terminal.ends('\u0003'), 130);
});
