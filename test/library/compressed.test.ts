import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { DecoderStuck, withCapturedErrors } from '../../src/library/captured-errors.ts';
import { flac, id3v1, id3v2, infoFrame, MP3_FRAME_BYTES, mp3, noise16 } from './audio-bytes.ts';
import { decodeWhole, identify, openTrack, ruleOf, scratchFolder, writeScratch } from './scratch.ts';

const folder = scratchFolder();
const NOISE = noise16(192 * 2 * 20);
const left = NOISE.filter((_, at) => at % 2 === 0).map((value) => value / 32_768);
const whole = flac(NOISE);
const FRAME_BYTES = 6 + 2 * (1 + 192 * 2) + 2;

const decodeBytes = async (name: string, bytes: Buffer, retainBytes?: number) =>
  decodeWhole(await openTrack(writeScratch(folder, name, bytes), retainBytes));

describe('FLAC files', () => {
  it('are decoded to the very integers that were put in', async () => {
    const { planes, warnings } = await decodeBytes('whole.flac', whole);
    assert.deepEqual(Array.from(planes[0]), left);
    assert.deepEqual(warnings, []);
  });

  it('behind an ID3v2 tag, with an ID3v1 tag at the end, lose no frame', async () => {
    const { planes, warnings } = await decodeBytes('tagged.flac', Buffer.concat([id3v2('t'), whole, id3v1('t')]));
    assert.deepEqual(Array.from(planes[0]), left);
    assert.deepEqual(warnings, []);
  });

  it('that are cut short are decoded up to the cut, with a warning', async () => {
    const { planes, warnings } = await decodeBytes('cut.flac', whole.subarray(0, whole.length - FRAME_BYTES - 10));
    assert.deepEqual(Array.from(planes[0]), left.slice(0, 192 * 18));
    assert.equal(warnings[0], 'truncated: STREAMINFO says 3840 sample frames, 3456 could be decoded');
  });

  it('with a damaged frame lose that frame only, and print nothing', async (t) => {
    const printed = t.mock.method(console, 'error', () => {});
    const damaged = Buffer.from(whole);
    damaged[damaged.length - FRAME_BYTES * 5 + 50] ^= 0xff;
    const { planes, warnings } = await decodeBytes('damaged.flac', damaged);
    assert.deepEqual(Array.from(planes[0]), [...left.slice(0, 192 * 15), ...left.slice(192 * 16)]);
    assert.match(warnings.join('\n'), /damaged: 1 FLAC frames/);
    assert.equal(printed.mock.callCount(), 0);
  });
});

describe('MP3 files', () => {
  it('are as long as their frames', async () => {
    const path = writeScratch(folder, 'plain.mp3', Buffer.concat([id3v2('title'), mp3(30), id3v1('title')]));
    assert.equal((await identify(path)).format.frames, 30 * 1152);
    const { planes } = await decodeWhole(await openTrack(path));
    assert.equal(planes[0].length, 30 * 1152);
    assert.ok(planes[0].every((value) => value === 0));
  });

  it('are trimmed by what LAME says it added', async () => {
    const path = writeScratch(folder, 'gapless.mp3', Buffer.concat([infoFrame(30, 576, 1000), mp3(30)]));
    const { format, warnings } = await identify(path);
    assert.equal(format.frames, 30 * 1152 - 576 - 1000);
    assert.deepEqual(warnings, []);
    assert.equal((await decodeWhole(await openTrack(path))).planes[0].length, format.frames);
  });

  it('whose encoder padded less than a decoder lags end with the last frame', async () => {
    const path = writeScratch(folder, 'short-padding.mp3', Buffer.concat([infoFrame(30, 576, 100), mp3(30)]));
    const { format } = await identify(path);
    assert.equal(format.frames, 30 * 1152 - 576 - 529);
    assert.equal((await decodeWhole(await openTrack(path))).planes[0].length, format.frames);
  });

  it('in free format, whose headers do not say how long a frame is, are walked; no decoder reads them', async () => {
    const frame = Buffer.alloc(600);
    frame.writeUInt32BE(0xfffb0000, 0);
    const path = writeScratch(folder, 'free.mp3', Buffer.concat(Array.from({ length: 20 }, () => frame)));
    assert.equal((await identify(path)).format.frames, 20 * 1152);
    const track = await openTrack(path);
    assert.equal(ruleOf(await track.stream(() => {})), 'unreadable');
    await track.close();
  });

  it('that are mono give one plane', async () => {
    const { planes } = await decodeBytes('mono.mp3', mp3(20, true));
    assert.equal(planes.length, 1);
    assert.equal(planes[0].length, 20 * 1152);
  });

  it('with garbage between frames play on behind it, with a warning', async () => {
    const path = writeScratch(folder, 'garbage.mp3', Buffer.concat([mp3(20), Buffer.alloc(1000, 0xff), mp3(20)]));
    const { format, warnings } = await identify(path);
    assert.equal(format.frames, 40 * 1152);
    assert.deepEqual(warnings, ['garbage: 1000 bytes between or around frames are no audio']);
    assert.equal((await decodeWhole(await openTrack(path))).planes[0].length, 40 * 1152);
  });

  it('that are cut short say so', async () => {
    const bytes = Buffer.concat([infoFrame(30, 576, 1000), mp3(30)]);
    const cut = await identify(writeScratch(folder, 'cut.mp3', bytes.subarray(0, bytes.length - 10 * MP3_FRAME_BYTES)));
    assert.deepEqual(cut.warnings, ['truncated: header announces 30 frames, file has 20']);
    const torn = await identify(writeScratch(folder, 'torn.mp3', mp3(30).subarray(0, -100)));
    assert.deepEqual(torn.warnings, [`truncated: the last frame is cut after ${MP3_FRAME_BYTES - 100} bytes`]);
  });
});

describe('withCapturedErrors', () => {
  it('keeps messages off the console and ends a loop that reports for ever', () => {
    const messages: string[] = [];
    const original = console.error;
    const loop = (): never => {
      for (;;) console.error('mpg123-decoder: stuck');
    };
    assert.throws(() => withCapturedErrors(messages, 3, loop), DecoderStuck);
    assert.deepEqual(
      messages,
      Array.from({ length: 3 }, () => 'mpg123-decoder: stuck'),
    );
    assert.equal(console.error, original);
  });
});
