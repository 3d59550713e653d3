import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { isCutShort } from '../../src/library/cut-short.ts';
import { FLAC_FIXTURE, MP3_FIXTURE } from '../build/fixtures.ts';
import { song } from '../build/sounds.ts';
import { flac, id3v1, infoFrame, mp3, noise16 } from './audio-bytes.ts';
import { scratchFolder, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const is = (name: string, bytes: Buffer): Promise<boolean> => isCutShort(writeScratch(folder, name, bytes));

const WHOLE: Readonly<Record<string, Buffer>> = {
  'a.wav': song(1),
  'small.flac': flac(noise16(192 * 2 * 20)),
  'tagged.flac': Buffer.concat([flac(noise16(192 * 2 * 20)), id3v1('t')]),
  'real.flac': readFileSync(FLAC_FIXTURE),
  'real.mp3': readFileSync(MP3_FIXTURE),
  'announced.mp3': Buffer.concat([infoFrame(30, 576, 1000), mp3(30)]),
};

describe('a file', () => {
  for (const [name, bytes] of Object.entries(WHOLE)) {
    it(`${name} is cut short at any place but its end`, async () => {
      const audio = name.startsWith('tagged') ? bytes.length - 128 : bytes.length;
      assert.equal(await is(name, bytes), false, 'whole');
      for (const end of [0, 30, bytes.length >> 2, bytes.length >> 1, audio - 200, audio - 1])
        assert.equal(await is(name, bytes.subarray(0, end)), true, `${end} of ${bytes.length} bytes`);
    });
  }

  it('that is no audio, or not there, is not waited for', async () => {
    assert.equal(await is('text.wav', Buffer.from('this is a text about music. '.repeat(200))), false);
    assert.equal(await isCutShort(join(folder, 'nowhere.wav')), false);
    assert.equal(await isCutShort(folder), false);
  });
});
