/** The child that is started before it is known what it is to do: used where it fits, and gone at the end whatever becomes of the build. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { earlyExecutor } from '../../src/cli/early-executor.ts';
import { MAIN, Project } from '../build/rig.ts';
import { song } from '../build/sounds.ts';
import { riff, riffChunk, wavFormat } from '../library/audio-bytes.ts';

const skip = process.platform !== 'linux';

/** Ids of the running processes in whose environment the text stands. */
function processesWith(text: string): string[] {
  return readdirSync('/proc').filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/environ`, 'latin1').includes(text);
    } catch {
      return false; // it has just ended, or is somebody else's
    }
  });
}

const ownChildren = (): string[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1')
    .split(' ')
    .filter((id) => id !== '');

describe('a child that is started early', { skip }, () => {
  it('is the one of a build of one track, and of no other', async () => {
    const before = ownChildren().length;
    const early = earlyExecutor();
    assert.equal(ownChildren().length, before + 1);
    const first = early.open(1);
    const second = early.open(1);
    assert.notEqual(first, second);
    await first.close();
    assert.equal(ownChildren().length, before);
    const other = earlyExecutor();
    await other.open(2).close();
    assert.equal(ownChildren().length, before + 1);
    await other.close();
    assert.equal(ownChildren().length, before);
  });

  const project = new Project();
  project.source('one.wav', song(1, 4));

  /** Exit code and what is still running when `grainmill` has ended; it is sent SIGTERM after `killedAfterMs`. */
  async function leftBy(args: readonly string[], killedAfterMs?: number) {
    const mark = `GRAINMILL_TEST_MARK=${Math.random()}`;
    const [name, value] = mark.split('=');
    const child = spawn(process.execPath, [MAIN, 'build', '-C', project.folder, ...args], {
      env: { ...process.env, [name]: value },
      stdio: 'ignore',
    });
    if (killedAfterMs !== undefined) setTimeout(() => child.kill('SIGTERM'), killedAfterMs);
    const code = await new Promise((resolve) => child.on('exit', resolve));
    for (let turn = 0; turn < 50 && processesWith(mark).length > 0; turn++) await wait(20);
    return { code, left: processesWith(mark) };
  }

  it('is gone after a build that renders, one that only restores, and one that is refused', async () => {
    assert.deepEqual(await leftBy([]), { code: 0, left: [] });
    rmSync(join(project.export, 'by_source'), { recursive: true });
    assert.deepEqual(await leftBy([]), { code: 0, left: [] });
    assert.ok(readdirSync(join(project.export, 'by_source')).length > 0);
    assert.deepEqual(await leftBy(['--kind', 'nothing']), { code: 2, left: [] });
  });

  it('is gone whenever the build is ended from outside', async () => {
    for (const ms of [30, 80, 120, 160, 200, 300]) {
      const { left } = await leftBy(['--set', `clouds.overlap_ratio=0.3${ms}`], ms);
      assert.deepEqual(left, [], `${ms} ms`);
    }
  });

  it('is gone with the decoder it waits for when the build is killed', { timeout: 60_000 }, async () => {
    const foreign = new Project();
    const muLaw = riff([wavFormat(7, 1, 8000, 8), riffChunk('data', Buffer.alloc(16_000, 0x55))]);
    foreign.source('one.wav', muLaw);
    const [decoder, begun, temporary] = ['ffmpeg', 'begun', 'temporary'].map((name) => join(foreign.folder, name));
    const version = 'if [ "$1" = -version ]; then echo "ffmpeg version 9.9-test"; exit 0; fi';
    writeFileSync(
      decoder,
      `#!/bin/sh\n${version}\ntrap "" TERM INT HUP PIPE\necho > '${begun}'\nsleep 300\nsleep 300\n`,
    );
    chmodSync(decoder, 0o755);
    mkdirSync(temporary);
    const child = spawn(process.execPath, [MAIN, 'build', '-C', foreign.folder, '--jobs', '1'], {
      env: { ...process.env, GRAINMILL_FFMPEG: decoder, TMPDIR: temporary },
      stdio: 'ignore',
    });
    while (!existsSync(begun)) await wait(20);
    const running = processesWith(temporary);
    child.kill('SIGKILL');
    for (let turn = 0; turn < 100 && processesWith(temporary).length > 0; turn++) await wait(20);
    const left = processesWith(temporary);
    for (const id of left) process.kill(Number(id), 'SIGKILL');
    assert.ok(running.length >= 3, `the build, its child, the decoder: ${running.length}`);
    assert.deepEqual(left, []);
  });
});
