/** Reads an exported WAV back as planes with its loop, for measuring. Any PCM WAV will do, whoever wrote it. */
import { readFile } from 'node:fs/promises';
import { ffmpegLocator } from '../library/ffmpeg-locator.ts';
import { identifyAudio } from '../library/identify.ts';
import { openTrackAudio } from '../library/track-audio.ts';
import type { LoopFrames } from '../texture/wav.ts';

export interface ReadTexture {
  readonly channels: readonly Float32Array[];
  readonly sampleRateHz: number;
  /** The first loop of `smpl`, end exclusive; null when there is none. */
  readonly loop: LoopFrames | null;
}

/** Null when the file is no readable WAV. */
export async function readTexture(path: string): Promise<ReadTexture | null> {
  const identity = await identifyAudio(path);
  if (!identity.ok || identity.value.format.container !== 'wav') return null;
  const opened = await openTrackAudio(path, identity.value, { ffmpeg: ffmpegLocator(null), retain: null });
  if (!opened.ok) return null;
  const { value: audio } = opened;
  try {
    const read = await audio.readRanges([{ startFrame: 0, endFrame: identity.value.format.frames ?? 0 }]);
    return read.ok
      ? { channels: read.value[0], sampleRateHz: audio.sampleRateHz, loop: samplerLoop(await readFile(path)) }
      : null;
  } finally {
    await audio.close();
  }
}

const RIFF_HEADER_BYTES = 12;
const CHUNK_HEADER_BYTES = 8;
const LOOP_COUNT_OFFSET = 28;
const FIRST_LOOP_OFFSET = 36;
const LOOP_BYTES = 24;

/** `smpl` chunk: loop count at 28, the first loop's start and inclusive end 8 and 12 bytes into its record. */
export function samplerLoop(wav: Buffer): LoopFrames | null {
  for (let at = RIFF_HEADER_BYTES; at + CHUNK_HEADER_BYTES <= wav.length; ) {
    const size = wav.readUInt32LE(at + 4);
    const body = at + CHUNK_HEADER_BYTES;
    if (wav.toString('latin1', at, at + 4) === 'smpl' && body + FIRST_LOOP_OFFSET + LOOP_BYTES <= wav.length) {
      if (wav.readUInt32LE(body + LOOP_COUNT_OFFSET) === 0) return null;
      const first = body + FIRST_LOOP_OFFSET;
      return { startFrame: wav.readUInt32LE(first + 8), endFrame: wav.readUInt32LE(first + 12) + 1 };
    }
    at = body + size + (size % 2);
  }
  return null;
}
