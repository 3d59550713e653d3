/**
 * Text in WAV files (`LIST/INFO`). Apart from the writing of audio, so that whoever only adds text loads no kernels. Knows nothing of where the
 * text comes from.
 *
 * Source: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991), RIFF LIST INFO.
 */
import { chunk, concatenate } from './riff-chunk.ts';

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
