/** Short tracks made on the spot: a chord with some air over it, different for every seed. Knows nothing of the builds that read them. */
import { riff, riffChunk } from '../library/audio-bytes.ts';

const RATE_HZ = 11_025;

function format(channels: number): Buffer {
  const body = Buffer.alloc(16);
  body.writeUInt16LE(1, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(RATE_HZ, 4);
  body.writeUInt32LE(RATE_HZ * channels * 2, 8);
  body.writeUInt16LE(channels * 2, 12);
  body.writeUInt16LE(16, 14);
  return riffChunk('fmt ', body);
}

/** The level of the chord and of the noise, in steps of 16 bits. */
const CHORD_WITH_AIR = { chord: 6000, noise: 3000 };
const NOISE_WITH_A_CHORD = { chord: 600, noise: 20_000 };

function samples(seed: number, seconds: number, { chord: level, noise: air } = CHORD_WITH_AIR): Buffer {
  const frames = Math.round(seconds * RATE_HZ);
  const bytes = Buffer.alloc(frames * 2);
  const rootHz = 110 * 2 ** ((seed % 12) / 12);
  let noise = seed + 1;
  for (let frame = 0; frame < frames; frame++) {
    noise = (Math.imul(noise, 1_103_515_245) + 12_345) & 0x7fffffff;
    const phase = (2 * Math.PI * frame) / RATE_HZ;
    const chord = Math.sin(rootHz * phase) + Math.sin(1.5 * rootHz * phase) + Math.sin(2.5 * rootHz * phase);
    bytes.writeInt16LE(Math.round(chord * level + (noise / 0x7fffffff - 0.5) * air), frame * 2);
  }
  return bytes;
}

/** A mono WAV. `extra` are chunks behind the audio, such as tags. */
export const song = (seed: number, seconds = 2, extra: readonly Buffer[] = []): Buffer =>
  riff([format(1), riffChunk('data', samples(seed, seconds)), ...extra]);

/** A mono WAV of which a pad is more noise than tone. */
export const noisySong = (seed: number, seconds = 2): Buffer =>
  riff([format(1), riffChunk('data', samples(seed, seconds, NOISE_WITH_A_CHORD))]);

/** A mono WAV that holds nothing to render. */
export const silence = (seconds: number): Buffer =>
  riff([format(1), riffChunk('data', Buffer.alloc(2 * Math.round(seconds * RATE_HZ)))]);
