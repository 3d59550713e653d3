/** Ranges of compressed audio are read without decoding all of it, and are the very samples of a whole pass. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { EntryPoints } from '../../src/library/entry-points.ts';
import { openTrackAudio, type TrackAudio } from '../../src/library/track-audio.ts';
import { FLAC_FIXTURE, MP3_FIXTURE } from '../build/fixtures.ts';
import { flac, id3v2, noise16 } from './audio-bytes.ts';
import { identify, noFfmpeg, openTrack, scratchFolder, valueIn, writeScratch } from './scratch.ts';

const folder = scratchFolder();

interface Heard {
  readonly planes: readonly Float32Array[];
  readonly entryPoints: EntryPoints | null;
}

/** A whole pass. */
async function hear(path: string): Promise<Heard> {
  const track = await openTrack(path, 0);
  const blocks: Float32Array[][] = [];
  const { frames } = valueIn(await track.stream((planes) => blocks.push(planes.map((plane) => plane.slice()))));
  const planes = blocks[0].map((_, channel) => {
    const whole = new Float32Array(frames);
    let at = 0;
    for (const block of blocks) {
      whole.set(block[channel], at);
      at += block[channel].length;
    }
    return whole;
  });
  const { entryPoints } = track;
  await track.close();
  return { planes, entryPoints };
}

const openAt = async (path: string, entryPoints: EntryPoints | null): Promise<TrackAudio> =>
  valueIn(await openTrackAudio(path, await identify(path), { ffmpeg: noFfmpeg, retain: null, entryPoints }));

/** Bytes of the samples, so that a comparison is quick and to the bit. */
const bits = (planes: readonly Float32Array[]): Buffer =>
  Buffer.concat(planes.map((plane) => Buffer.from(plane.buffer, plane.byteOffset, plane.byteLength)));

async function assertReads(track: TrackAudio, { planes }: Heard, runs: number): Promise<void> {
  const total = planes[0].length;
  const range = fc.tuple(fc.nat(total + 500), fc.nat(30_000)).map(([startFrame, length]) => ({
    startFrame,
    endFrame: startFrame + length,
  }));
  await fc.assert(
    fc.asyncProperty(fc.array(range, { minLength: 1, maxLength: 3 }), async (ranges) => {
      const read = valueIn(await track.readRanges(ranges));
      for (const [index, { startFrame, endFrame }] of ranges.entries())
        assert.ok(bits(read[index]).equals(bits(planes.map((plane) => plane.slice(startFrame, endFrame)))));
    }),
    { numRuns: runs, examples: [[[{ startFrame: 0, endFrame: total + 1 }]]] },
  );
}

describe('ranges of a track that was heard before', () => {
  for (const [name, path] of [
    ['FLAC', FLAC_FIXTURE],
    ['MP3', MP3_FIXTURE],
  ] as const) {
    it(`of ${name} are the samples of a whole pass, to the bit`, async () => {
      const heard = await hear(path);
      const track = await openAt(path, heard.entryPoints);
      assert.ok(track.readsAnywhere);
      await assertReads(track, heard, 40);
      assert.equal(track.entryPoints, heard.entryPoints, 'no whole pass was needed');
      await track.close();
    });

    it(`of ${name} cost no pass over the rest`, async () => {
      const { entryPoints } = await hear(path);
      const track = await openAt(path, entryPoints);
      const before = process.cpuUsage();
      for (let n = 0; n < 10; n++)
        valueIn(await track.readRanges([{ startFrame: n * 40_000, endFrame: n * 40_000 + 1000 }]));
      const tenRanges = process.cpuUsage(before);
      await track.close();
      const again = process.cpuUsage();
      for (let n = 0; n < 10; n++) await hear(path);
      const tenPasses = process.cpuUsage(again);
      assert.ok(tenRanges.user * 2 < tenPasses.user, `${tenRanges.user} µs against ${tenPasses.user} µs`);
    });
  }

  it('are found again when tags in front of the audio grew', async () => {
    const heard = await hear(MP3_FIXTURE);
    const tagged = writeScratch(
      folder,
      'tagged.mp3',
      Buffer.concat([id3v2('t'.repeat(5000)), readFileSync(MP3_FIXTURE)]),
    );
    const track = await openAt(tagged, heard.entryPoints);
    await assertReads(track, heard, 5);
    assert.equal(track.entryPoints, heard.entryPoints);
    await track.close();
  });

  it('are right whatever wrong entry points say: a whole pass finds the true ones', async () => {
    for (const path of [FLAC_FIXTURE, MP3_FIXTURE]) {
      const heard = await hear(path);
      const right = heard.entryPoints ?? assert.fail('no entry points');
      const shifted = {
        ...right,
        frames: right.frames.map((frame) => (frame === 0 ? 0 : frame + 1)),
        checks: right.checks.map((check) => check ^ 1),
      };
      const track = await openAt(path, shifted);
      await assertReads(track, heard, 3);
      assert.deepEqual(track.entryPoints, heard.entryPoints);
      await track.close();
    }
  });

  it('need a whole pass where the decoder stumbles or leaves something out', async () => {
    const damaged = flac(noise16(192 * 2 * 20));
    damaged[damaged.length - 3000] ^= 0xff;
    const joined = Buffer.concat([readFileSync(MP3_FIXTURE), readFileSync(MP3_FIXTURE)]);
    for (const [name, bytes] of [
      ['damaged.flac', damaged],
      ['joined.mp3', joined],
    ] as const) {
      const path = writeScratch(folder, name, bytes);
      const heard = await hear(path);
      assert.equal(heard.entryPoints, null, name);
      const track = await openAt(path, null);
      assert.ok(!track.readsAnywhere);
      await assertReads(track, heard, 3);
      await track.close();
    }
  });

  it('are kept whole where only a whole pass can give them', async () => {
    const damaged = flac(noise16(192 * 2 * 20));
    damaged[damaged.length - 3000] ^= 0xff;
    const path = writeScratch(folder, 'kept.flac', damaged);
    const heard = await hear(path);
    const track = await openTrack(path);
    valueIn(await track.readRanges([{ startFrame: 0, endFrame: 10 }]));
    assert.ok(track.readsAnywhere, 'the first look was a whole pass, and kept');
    await assertReads(track, heard, 5);
    await track.close();
  });

  it('come from a scratch file where memory ends, to the bit, and by decoding where that is full', async () => {
    for (const path of [FLAC_FIXTURE, MP3_FIXTURE]) {
      const heard = await hear(path);
      const blockBytes = 16_384 * heard.planes.length * (path === FLAC_FIXTURE ? 2 : 4);
      for (const [memory, scratch] of [
        [1, 1000],
        [2, 5],
        [1, 0],
      ]) {
        const retain = { memoryBytes: memory * blockBytes, scratchBytes: scratch * blockBytes };
        const track = valueIn(await openTrackAudio(path, await identify(path), { ffmpeg: noFfmpeg, retain }));
        valueIn(await track.stream(() => {}));
        await assertReads(track, heard, 20);
        await track.close();
      }
    }
  });

  it('come from what a pass kept as far as that goes, from the file beyond', async () => {
    const heard = await hear(FLAC_FIXTURE);
    const blocksKept = 5;
    const track = valueIn(
      await openTrackAudio(FLAC_FIXTURE, await identify(FLAC_FIXTURE), {
        ffmpeg: noFfmpeg,
        retain: { memoryBytes: blocksKept * 65_536 * heard.planes.length * 2, scratchBytes: 0 },
      }),
    );
    valueIn(await track.stream(() => {}));
    await assertReads(track, heard, 20);
    await track.close();
  });
});
