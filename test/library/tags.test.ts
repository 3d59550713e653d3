import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readMetadata } from '../../src/library/metadata.ts';
import { cleanText, readTags } from '../../src/library/tags.ts';
import { flac, id3v2, infoChunk, mp3, noise16, riffChunk, vorbisComment, wav16 } from './audio-bytes.ts';
import { scratchFolder, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const NOISE = noise16(384);

describe('readTags', () => {
  it('reads LIST/INFO and id3 chunks of WAV, ID3 of MP3 and comments of FLAC', async () => {
    const files = [
      ['info.wav', 'wav', wav16(NOISE, 2, [infoChunk('A Title')])],
      ['id3.wav', 'wav', wav16(NOISE, 2, [riffChunk('id3 ', id3v2('A Title'))])],
      ['id3.mp3', 'mp3', Buffer.concat([id3v2('A Title'), mp3(20)])],
      ['comment.flac', 'flac', flac(NOISE, vorbisComment('A Title'))],
    ] as const;
    for (const [name, container, bytes] of files) {
      const { tags } = await readTags(writeScratch(folder, name, bytes), container, 2000);
      assert.equal(tags.title, 'A Title', name);
      assert.equal(tags.artist, null);
    }
  });

  it('takes the container from the bytes, not from the extension', async () => {
    const path = writeScratch(folder, 'wave.mp3', wav16(NOISE, 2, [infoChunk('A Title')]));
    const started = performance.now();
    assert.equal((await readTags(path, 'wav', 5000)).tags.title, 'A Title');
    assert.ok(performance.now() - started < 1000);
  });

  it('turns every problem into a warning', async () => {
    const missing = await readTags(join(folder, 'absent.wav'), 'wav', 1000);
    assert.deepEqual(missing.warnings, ['tags: cannot be opened (io)']);
    assert.equal(missing.tags.title, null);
    assert.deepEqual((await readTags(folder, 'wav', 1000)).warnings, ['tags: no regular file']);
    const failing = { sizeBytes: 1000, read: () => Promise.reject(new Error('EIO')) };
    const answer = await readMetadata(failing, 'wav', 1000);
    assert.ok(answer instanceof Error && answer.message === 'EIO');
  });

  it('gives up at the time limit', async () => {
    const stalled = { sizeBytes: 1000, read: () => new Promise<Buffer>(() => {}) };
    const answer = await readMetadata(stalled, 'mp3', 20);
    assert.ok(answer instanceof Error && answer.message === 'not read within 20 ms');
  });
});

describe('cleanText', () => {
  it('takes out what could steer a terminal or turn text around, and cuts at 500 characters', () => {
    assert.equal(cleanText('a\u001b[31mred\u0007\nb\u202Ec\u0000'), 'a [31mred b c');
    assert.equal(cleanText('😀'.repeat(600))?.length, 1000);
    assert.equal(cleanText(' \u0000 '), null);
    assert.equal(cleanText(12), null);
  });
});
