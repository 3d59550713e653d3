import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FfmpegMemo, ffmpegLocator } from '../../src/library/ffmpeg-locator.ts';
import { openTrackAudio, type TrackAudio } from '../../src/library/track-audio.ts';
import { riff, riffChunk, wavFormat } from './audio-bytes.ts';
import { decodeWhole, identify, ruleOf, scratchFolder, valueIn, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const posix = { skip: process.platform === 'win32' && 'needs a POSIX shell' };
const FLOATS = Buffer.alloc(1600);
for (let at = 0; at < 400; at++) FLOATS.writeFloatLE(at / 400, at * 4);
const OUTPUT = writeScratch(
  folder,
  'output.wav',
  riff([wavFormat(3, 1, 8000, 32), riffChunk('data', FLOATS, 0xffffffff)]),
);
/** A-law, which only ffmpeg reads. */
const ALAW = writeScratch(folder, 'alaw.wav', riff([wavFormat(6, 1, 8000, 8), riffChunk('data', Buffer.alloc(400))]));

/** A stand-in for ffmpeg: a shell script that answers `-version` and otherwise does what `body` says. */
function fakeFfmpeg(name: string, body: string): string {
  const path = join(folder, name);
  const version = `echo called >> '${path}.versions'; echo 'ffmpeg version 9.9-test Copyright'; exit 0`;
  writeFileSync(path, `#!/bin/sh\nif [ "$1" = -version ]; then ${version}; fi\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

/** A killed process whose new parent has not looked yet still has a number: it runs no more all the same. */
function runs(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

async function openBy(ffmpeg: string, path = ALAW, signal?: AbortSignal): Promise<TrackAudio> {
  const options = { ffmpeg: ffmpegLocator(ffmpeg), retain: null, ...(signal === undefined ? {} : { signal }) };
  return valueIn(await openTrackAudio(path, await identify(path), options));
}

describe('ffmpegLocator', () => {
  it('takes a configured path or nothing, and says what it tried', posix, async () => {
    const good = fakeFfmpeg('good', 'exit 0');
    assert.deepEqual(await ffmpegLocator(good).locate(), { path: good, version: '9.9-test' });
    const absent = ffmpegLocator(join(folder, 'absent'));
    assert.equal(await absent.locate(), null);
    assert.deepEqual(absent.tried(), [join(folder, 'absent')]);
  });

  it('does not take a file for ffmpeg that does not run', posix, async () => {
    writeFileSync(join(folder, 'dead'), 'no program');
    chmodSync(join(folder, 'dead'), 0o755);
    assert.equal(await ffmpegLocator(join(folder, 'dead')).locate(), null);
  });

  it('asks each binary for its version once', posix, async () => {
    const memo: FfmpegMemo = {};
    const asked = fakeFfmpeg('asked', 'exit 0');
    for (let time = 0; time < 3; time++) await ffmpegLocator(asked, memo).locate();
    assert.equal(readFileSync(`${asked}.versions`, 'utf8'), 'called\n');
  });
});

describe('decoding by ffmpeg', () => {
  it('takes rate and channels from what comes out', posix, async () => {
    const track = await openBy(fakeFfmpeg('plain', `cat '${OUTPUT}'`));
    assert.deepEqual([track.sampleRateHz, track.channels], [8000, 1]);
    const { planes, warnings } = await decodeWhole(track);
    assert.deepEqual(
      Array.from(planes[0]),
      Array.from({ length: 400 }, (_, at) => Math.fround(at / 400)),
    );
    assert.deepEqual(warnings, []);
  });

  it('allows the file and nothing else, by an absolute path behind file:', posix, async () => {
    const recorder = fakeFfmpeg('recorder', `printf '%s\\n' "$@" > '${folder}/arguments'; cat '${OUTPUT}'`);
    await (await openBy(recorder)).close();
    const passed = readFileSync(join(folder, 'arguments'), 'utf8').split('\n');
    const valueAfter = (name: string): string => passed[passed.indexOf(name) + 1];
    assert.ok(passed.includes('-nostdin') && passed.includes('-xerror'));
    assert.equal(valueAfter('-protocol_whitelist'), 'file,pipe');
    assert.equal(valueAfter('-format_whitelist'), 'wav');
    assert.equal(valueAfter('-f'), 'wav');
    assert.equal(valueAfter('-i'), `file:${ALAW}`);
  });

  it('that fails after some audio is a track cut short; before any, an unreadable one', posix, async () => {
    const late = await openBy(fakeFfmpeg('late', `cat '${OUTPUT}'; echo "file:${ALAW}: Invalid data" >&2; exit 1`));
    const { planes, warnings } = await decodeWhole(late);
    assert.equal(planes[0].length, 400);
    assert.deepEqual(warnings, ['truncated: decoding stopped after 400 sample frames (Invalid data)']);
    const dead = fakeFfmpeg('early', 'echo nonsense >&2; exit 1');
    const opened = await openTrackAudio(ALAW, await identify(ALAW), { ffmpeg: ffmpegLocator(dead), retain: null });
    assert.equal(ruleOf(opened), 'unreadable');
  });

  it('that is killed is a failure, not a verdict', posix, async () => {
    const killed = await openBy(fakeFfmpeg('killed', `cat '${OUTPUT}'; kill -9 $$`));
    assert.equal(ruleOf(await killed.stream(() => {})), 'decoder-failed');
    await killed.close();
  });

  it('ends when interrupted, deaf as it may be', posix, async () => {
    const controller = new AbortController();
    const hung = fakeFfmpeg('hung', `cat '${OUTPUT}'; echo $$ > '${folder}/child'; trap '' TERM; exec sleep 60`);
    const track = await openBy(hung, ALAW, controller.signal);
    const streaming = track.stream(() => {});
    await sleep(150);
    controller.abort();
    assert.equal(ruleOf(await streaming), 'interrupted');
    await track.close();
    await sleep(100);
    assert.equal(runs(Number(readFileSync(join(folder, 'child'), 'utf8'))), false);
  });

  it('reads a name that is no UTF-8 through a descriptor', {
    skip: process.platform !== 'linux' && 'needs such names',
  }, async () => {
    const path = Buffer.concat([Buffer.from(`${folder}/b`), Buffer.from([0xff]), Buffer.from('.wav')]);
    writeFileSync(path, readFileSync(ALAW));
    const reader = fakeFfmpeg(
      'reader',
      `for last; do case "$last" in file:*) cmp "\${last#file:}" '${ALAW}' >&2 && cat '${OUTPUT}';; esac; done`,
    );
    const opened = await openTrackAudio(path, await identify(ALAW), { ffmpeg: ffmpegLocator(reader), retain: null });
    assert.equal((await decodeWhole(valueIn(opened))).planes[0].length, 400);
  });

  it('decodes what the real one reads, mu-law for example', async (t) => {
    const real = await ffmpegLocator(null).locate();
    if (real === null) return t.skip('there is no ffmpeg here');
    // Mu-law 0xFF is 0 and 0x80 the positive extreme, 32124 of 32768 (ITU-T G.711).
    const bytes = riff([wavFormat(7, 1, 8000, 8), riffChunk('data', Buffer.from([0xff, 0x80, 0x00, 0xff]))]);
    const { planes, warnings } = await decodeWhole(await openBy(real.path, writeScratch(folder, 'ulaw.wav', bytes)));
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      Array.from(planes[0], (value) => value * 32_768),
      [0, 32_124, -32_124, 0],
    );
  });
});
