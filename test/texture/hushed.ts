/** A piece of the demo with a hush of eight seconds in it, in which there is nothing but the noise of a room: every kind finds something in it. */
import { dubTechno } from '../../demo/dub-techno.ts';
import type { DemoTrack } from '../../demo/track.ts';
import { Random } from '../../src/dsp/random.ts';

const SECONDS = 40;
const HUSH_AT_SECONDS = 20;
const HALF_HUSH_SECONDS = 4;
const ROOM_LEVEL = 0.0005;

export const hushed: Pick<DemoTrack, 'fileName' | 'sampleRateHz' | 'render'> = {
  fileName: 'hushed',
  sampleRateHz: dubTechno.sampleRateHz,
  render: () =>
    dubTechno.render().map((plane, channel) => {
      const room = new Random(String(channel).repeat(32));
      const isHush = (frame: number): boolean =>
        Math.abs(frame / dubTechno.sampleRateHz - HUSH_AT_SECONDS) < HALF_HUSH_SECONDS;
      return plane
        .subarray(0, SECONDS * dubTechno.sampleRateHz)
        .map((sample, frame) => (isHush(frame) ? ROOM_LEVEL * room.normal() : sample));
    }),
};
