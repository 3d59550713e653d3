/**
 * Writes WAV files: plain headers that every hardware sampler reads, the loop in `smpl`, text in `LIST/INFO`. Knows nothing of
 * levels, dither or names; reading WAV files is the library's business.
 *
 * Source: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991), RIFF WAVE; "New Multimedia
 * Data Types and Data Techniques" (1994) for `fact` and `smpl`.
 */
import { type BitDepth, writePcm } from '../dsp/pcm-writing.ts';
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

/** The text that `collect` adds; absent fields are left out of the chunk. */
export interface WavInfo {
  readonly title?: string;
  readonly sourceArtist?: string;
  readonly sourceTitle?: string;
  readonly comment?: string;
  readonly software?: string;
}

const INFO_IDS = [
  ['title', 'INAM'],
  ['sourceArtist', 'IART'],
  ['sourceTitle', 'ISRC'],
  ['comment', 'ICMT'],
  ['software', 'ISFT'],
] as const;

const PCM = 1;
const IEEE_FLOAT = 3;
const MIDDLE_C = 60;
/** The four characters, as they stand in the file. */
const WAVE = 0x57415645;

/** What leads a chunk of `size` bytes: its name and its size. */
function chunkHeader(id: string, size: number): Uint8Array {
  const bytes = new Uint8Array(8);
  for (let i = 0; i < 4; i++) bytes[i] = id.charCodeAt(i);
  new DataView(bytes.buffer).setUint32(4, size, true);
  return bytes;
}

/** A chunk with its header and even padding; `fill` writes the `size` bytes of the body. */
function chunk(id: string, size: number, fill: (body: DataView) => void): Uint8Array {
  const bytes = new Uint8Array(8 + size + (size % 2));
  bytes.set(chunkHeader(id, size));
  fill(new DataView(bytes.buffer, 8, size));
  return bytes;
}

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

function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
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
  const file = new Uint8Array(head.length + size + (size % 2) + tail.length);
  file.set(head);
  writePcm(file, head.length, wav.channels, wav.bitDepth);
  file.set(tail, file.length - tail.length);
  new DataView(file.buffer).setUint32(4, file.length - 8, true);
  return file;
}

/** The `LIST/INFO` chunk of `info`, even in length; values are UTF-8 and NUL-terminated. Empty when no field is given. */
export function infoChunk(info: WavInfo): Uint8Array {
  const entries: Uint8Array[] = [];
  for (const [field, id] of INFO_IDS) {
    const text = info[field];
    if (text === undefined) continue;
    const value = new TextEncoder().encode(`${text}\0`);
    entries.push(chunk(id, value.length, (body) => new Uint8Array(body.buffer, 8).set(value)));
  }
  if (entries.length === 0) return new Uint8Array(0);
  const body = concatenate([new Uint8Array([0x49, 0x4e, 0x46, 0x4f]), ...entries]); // INFO
  return chunk('LIST', body.length, (view) => new Uint8Array(view.buffer, 8).set(body));
}

/** The 4 bytes to put at offset 4 of a WAV file of `wavBytes` bytes once `chunkBytes` bytes are appended (RIFF size, little endian). */
export function riffSizeWith(wavBytes: number, chunkBytes: number): Uint8Array {
  const field = new Uint8Array(4);
  new DataView(field.buffer).setUint32(0, wavBytes + chunkBytes - 8, true);
  return field;
}

/** A copy of `wav` (from `encodeWav`) with the text of `info` appended and its RIFF size mended. */
export function appendInfo(wav: Uint8Array, info: WavInfo): Uint8Array {
  const text = infoChunk(info);
  const file = concatenate([wav, text]);
  file.set(riffSizeWith(wav.length, text.length), 4);
  return file;
}
