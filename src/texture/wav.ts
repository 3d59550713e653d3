/**
 * Writes WAV files: plain headers that every hardware sampler reads, the loop in `smpl`. Knows nothing of levels, dither or names; text is added
 * by `wav-info.ts`, and reading WAV files is the library's business.
 *
 * Source: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991), RIFF WAVE; "New Multimedia
 * Data Types and Data Techniques" (1994) for `fact` and `smpl`.
 */
import { type BitDepth, writePcm } from '../dsp/pcm-writing.ts';
import { newBytes } from '../dsp/planes.ts';
import { chunk, chunkHeader, concatenate } from './riff-chunk.ts';
import type { Channels } from './texture.ts';

/** `endFrame` is exclusive here; the `smpl` chunk's end is inclusive and is converted where it is written. */
export interface LoopFrames {
  readonly startFrame: number;
  readonly endFrame: number;
}

export interface WavContent {
  readonly channels: Channels;
  readonly sampleRateHz: number;
  /** 16 or 24: PCM. 32: IEEE float. */
  readonly bitDepth: BitDepth;
  readonly loop: LoopFrames | null;
  /** MIDI note 0 to 127; null writes 60. */
  readonly rootNote: number | null;
}

const PCM = 1;
const IEEE_FLOAT = 3;
const MIDDLE_C = 60;
/** The four characters, as they stand in the file. */
const WAVE = 0x57415645;

function formatChunk(wav: WavContent): Uint8Array {
  const isFloat = wav.bitDepth === 32;
  const blockBytes = wav.channels.length * (wav.bitDepth / 8);
  return chunk('fmt ', isFloat ? 18 : 16, (body) => {
    body.setUint16(0, isFloat ? IEEE_FLOAT : PCM, true);
    body.setUint16(2, wav.channels.length, true);
    body.setUint32(4, wav.sampleRateHz, true);
    body.setUint32(8, wav.sampleRateHz * blockBytes, true);
    body.setUint16(12, blockBytes, true);
    body.setUint16(14, wav.bitDepth, true);
  });
}

const factChunk = (frames: number): Uint8Array => chunk('fact', 4, (body) => body.setUint32(0, frames, true));

function samplerChunk(wav: WavContent): Uint8Array {
  const { loop } = wav;
  return chunk('smpl', loop ? 60 : 36, (body) => {
    body.setUint32(8, Math.round(1e9 / wav.sampleRateHz), true);
    body.setUint32(12, wav.rootNote ?? MIDDLE_C, true);
    if (!loop) return;
    body.setUint32(28, 1, true);
    body.setUint32(44, loop.startFrame, true);
    body.setUint32(48, loop.endFrame - 1, true);
  });
}

function assertWritable({ channels, loop, rootNote }: WavContent): void {
  const frames = channels[0]?.length ?? 0;
  if (channels.length < 1 || channels.length > 2)
    throw new RangeError(`a WAV has 1 or 2 channels, got ${channels.length}`);
  if (channels.some((plane) => plane.length !== frames)) throw new RangeError('channel planes differ in length');
  if (loop && !(loop.startFrame >= 0 && loop.startFrame < loop.endFrame && loop.endFrame <= frames))
    throw new RangeError(`loop ${loop.startFrame} to ${loop.endFrame} lies outside ${frames} frames`);
  if (rootNote !== null && !(Number.isInteger(rootNote) && rootNote >= 0 && rootNote <= 127))
    throw new RangeError(`a root note is 0 to 127, got ${rootNote}`);
}

/**
 * The bytes of a WAV file: `fmt `, `fact` (float only), `data`, `smpl`; never WAVE_FORMAT_EXTENSIBLE, no text.
 * Integer samples are rounded to the nearest step and clamped; dither them before (`dsp/dither.ts`).
 * Takes 1 or 2 planes of equal length, also empty ones. Throws a RangeError for other shapes, a loop outside the file or a
 * root note outside 0 to 127. Checked against `wavefile` in `test/texture/wav.test.ts`.
 */
export function encodeWav(wav: WavContent): Uint8Array {
  assertWritable(wav);
  const size = wav.channels[0].length * wav.channels.length * (wav.bitDepth / 8);
  const head = concatenate([
    chunk('RIFF', 4, (body) => body.setUint32(0, WAVE)),
    formatChunk(wav),
    ...(wav.bitDepth === 32 ? [factChunk(wav.channels[0].length)] : []),
    chunkHeader('data', size),
  ]);
  const tail = samplerChunk(wav);
  const file = newBytes(head.length + size + (size % 2) + tail.length);
  file.set(head);
  writePcm(file, head.length, wav.channels, wav.bitDepth);
  file.set(tail, file.length - tail.length);
  new DataView(file.buffer, file.byteOffset).setUint32(4, file.length - 8, true);
  return file;
}
