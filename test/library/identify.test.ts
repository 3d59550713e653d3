import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { identifyAudio } from '../../src/library/identify.ts';
import {
  aiff,
  apeFooter,
  flac,
  id3v1,
  id3v2,
  infoChunk,
  int16Bytes,
  mp3,
  noise16,
  riff,
  riffChunk,
  vorbisComment,
  wav16,
  wavFormat,
} from './audio-bytes.ts';
import { identify, problemOf, ruleOf, scratchFolder, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const NOISE = noise16(192 * 2 * 4);
let count = 0;
const identifyBytes = (bytes: Buffer) => identify(writeScratch(folder, `file-${count++}`, bytes));
const refuse = async (bytes: Buffer) => ruleOf(await identifyAudio(writeScratch(folder, `file-${count++}`, bytes)));

/** Every two of the files hold the same audio under different tags. */
async function assertSameAudio(files: readonly Buffer[]): Promise<void> {
  const identities = await Promise.all(files.map(identifyBytes));
  assert.equal(new Set(identities.map((identity) => identity.payloadDigest)).size, 1);
  assert.equal(new Set(identities.map((identity) => identity.tagDigest)).size, files.length);
}

describe('the payload digest', () => {
  it('of a WAV is not changed by its tags', async () => {
    const id3 = riffChunk('id3 ', id3v2('a title'));
    await assertSameAudio([
      wav16(NOISE),
      wav16(NOISE, 2, [infoChunk('one')]),
      wav16(NOISE, 2, [infoChunk('two')]),
      wav16(NOISE, 2, [id3]),
    ]);
    const inFront = riff([
      infoChunk('front'),
      wavFormat(1, 2, 44_100, 16),
      infoChunk('x'),
      riffChunk('data', int16Bytes(NOISE)),
    ]);
    await assertSameAudio([wav16(NOISE), inFront]);
  });

  it('of a FLAC is not changed by its tags', async () => {
    const plain = flac(NOISE);
    await assertSameAudio([
      plain,
      flac(NOISE, vorbisComment('another')),
      Buffer.concat([id3v2('t'), plain]),
      Buffer.concat([plain, id3v1('t')]),
    ]);
  });

  it('of an MP3 is not changed by its tags', async () => {
    const plain = mp3(20);
    await assertSameAudio([
      plain,
      Buffer.concat([id3v2('one'), plain]),
      Buffer.concat([id3v2('one'), id3v2('two'), plain, id3v1('one')]),
      Buffer.concat([plain, apeFooter(), id3v1('two')]),
    ]);
  });

  it('is changed by every byte of audio, by the sample rate, and by the container', async () => {
    const changed = [...NOISE];
    changed[700] ^= 1;
    const otherRate = riff([wavFormat(1, 2, 48_000, 16), riffChunk('data', int16Bytes(NOISE))]);
    const files = [
      wav16(NOISE),
      wav16(changed),
      otherRate,
      wav16(NOISE, 1),
      aiff(int16Bytes(NOISE), 2, 16, 'sowt'),
      flac(NOISE),
    ];
    const digests = (await Promise.all(files.map(identifyBytes))).map((identity) => identity.payloadDigest);
    assert.equal(new Set(digests).size, files.length);
  });
});

describe('identifyAudio', () => {
  it('goes by the bytes, not by the extension, and warns', async () => {
    const { format, warnings } = await identify(writeScratch(folder, 'song.wav', mp3(20)));
    assert.equal(format.container, 'mp3');
    assert.deepEqual(warnings, ['extension-mismatch: named .wav, holds mp3']);
  });

  it('refuses what is no audio by what it looks like', async () => {
    assert.equal(await refuse(Buffer.alloc(0)), 'empty-file');
    const script = await identifyAudio(
      writeScratch(folder, 'script.wav', Buffer.from('ffconcat version 1.0\nfile x.wav\n')),
    );
    assert.deepEqual(problemOf(script), {
      kind: 'rejected',
      rejection: { rule: 'not-audio', measured: 'an ffconcat script', threshold: 'audio' },
    });
    assert.equal(await refuse(id3v2('a tag and nothing else')), 'not-audio');
    assert.equal(await refuse(Buffer.concat([id3v2('t'), Buffer.from('#EXTM3U\n')])), 'not-audio');
  });

  it('refuses heads that make no sense', async () => {
    assert.equal(await refuse(riff([wavFormat(1, 2, 44_100, 16)])), 'unreadable');
    assert.equal(await refuse(riff([riffChunk('data', int16Bytes(NOISE))])), 'unreadable');
    assert.equal(await refuse(riff([wavFormat(1, 2, 999, 16), riffChunk('data', int16Bytes(NOISE))])), 'unreadable');
    assert.equal(
      await refuse(riff([wavFormat(1, 33, 44_100, 16), riffChunk('data', int16Bytes(NOISE))])),
      'unreadable',
    );
    assert.equal(
      await refuse(riff([wavFormat(1, 2, 44_100, 16), riffChunk('data', Buffer.alloc(0)), infoChunk('x')])),
      'unreadable',
    );
    const header = Buffer.from(flac(NOISE).subarray(0, 42));
    assert.equal(await refuse(header), 'unreadable');
  });

  it('refuses a declared length of more than a day', async () => {
    const endless = flac(NOISE);
    endless.writeUInt32BE(0xffffffff, 8 + 14);
    assert.equal(await refuse(endless), 'too-large');
  });

  it('opens regular files only, and never waits for a fifo', {
    skip: process.platform === 'win32' && 'needs mkfifo',
  }, async () => {
    const fifo = join(folder, 'fifo.wav');
    execFileSync('mkfifo', [fifo]);
    mkdirSync(join(folder, 'folder.wav'));
    for (const path of [fifo, join(folder, 'folder.wav'), '/dev/zero'])
      assert.equal(ruleOf(await identifyAudio(path)), 'not-a-file');
    assert.equal(ruleOf(await identifyAudio(join(folder, 'absent.wav'))), 'io');
  });

  it('says when the file is not the one that was found', async () => {
    const path = writeScratch(folder, 'changed.wav', wav16(NOISE));
    const expectedStamp = { sizeBytes: 1, mtimeNs: 0n, ctimeNs: 0n, inode: 0n };
    assert.equal(ruleOf(await identifyAudio(path, { expectedStamp })), 'source-changed');
  });
});
