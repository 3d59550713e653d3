/**
 * Finds where the audio of an MP3 or FLAC file ends and the tags behind it begin: ID3v1, APEv2, Lyrics3v2, ID3v2 with a
 * footer, in any order. Knows nothing of what the tags say.
 */
import type { ByteReader } from './byte-reader.ts';
import { id3v2Bytes } from './sniff.ts';

const MAX_TAGS = 16;

/** Size in bytes of all ID3v2 tags at the start; more than the file has where the last one is cut short. */
export async function leadingTagBytes(reader: ByteReader): Promise<number> {
  let position = 0;
  for (let count = 0; count < MAX_TAGS; count++) {
    const size = id3v2Bytes(await reader.read(position, 10));
    if (size === 0) break;
    position += size;
  }
  return position;
}

/** Size in bytes of an APEv2 tag with a header that begins at `position`; 0 if there is none. */
export async function leadingApeBytes(reader: ByteReader, position: number): Promise<number> {
  const header = await reader.read(position, 32);
  const isHeader = header.length === 32 && header.toString('latin1', 0, 8) === 'APETAGEX';
  return isHeader && header.readUInt32LE(20) >>> 29 === 5 ? 32 + header.readUInt32LE(12) : 0;
}

/** The end (exclusive) of the audio that begins at `start`. */
export async function audioEndBeforeTags(reader: ByteReader, start: number): Promise<number> {
  let end = reader.sizeBytes;
  for (let count = 0; count < MAX_TAGS; count++) {
    const size = await tagBytesBefore(reader, end);
    if (size === 0 || end - size < start) break;
    end -= size;
  }
  return end;
}

async function tagBytesBefore(reader: ByteReader, end: number): Promise<number> {
  const from = Math.max(0, end - 227 - 128);
  const tail = await reader.read(from, end - from);
  const word = (back: number, length: number): string => {
    const at = tail.length - back;
    return at < 0 ? '' : tail.toString('latin1', at, at + length);
  };
  if (word(128, 3) === 'TAG') return word(128 + 227, 4) === 'TAG+' ? 128 + 227 : 128;
  if (word(32, 8) === 'APETAGEX') return apeBytes(tail.subarray(tail.length - 32));
  if (word(9, 9) === 'LYRICS200') return 15 + (Number.parseInt(word(15, 6), 10) || 0);
  if (word(10, 3) === '3DI') return 10 + id3v2Bytes(Buffer.from(`ID3${word(10, 10).slice(3)}`, 'latin1'));
  return 0;
}

function apeBytes(footer: Buffer): number {
  const hasHeader = footer.readUInt32LE(20) >>> 31 === 1;
  return footer.readUInt32LE(12) + (hasHeader ? 32 : 0);
}
