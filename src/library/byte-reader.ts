/**
 * Random access to the bytes of a file or a buffer, for the parsers of container heads. Knows nothing of what it reads.
 */
import type { FileHandle } from 'node:fs/promises';
import { readFully } from './file-stamp.ts';

export interface ByteReader {
  readonly sizeBytes: number;
  /** The bytes from `position` on, fewer than `length` only at the end. The caller owns them. */
  read(position: number, length: number): Promise<Buffer>;
}

export function bufferReader(bytes: Buffer): ByteReader {
  return {
    sizeBytes: bytes.length,
    read: (position, length) => Promise.resolve(bytes.subarray(position, position + length)),
  };
}

export function fileReader(handle: FileHandle, sizeBytes: number): ByteReader {
  return {
    sizeBytes,
    async read(position, length) {
      const wanted = Math.max(0, Math.min(length, sizeBytes - position));
      const bytes = Buffer.allocUnsafe(wanted);
      return bytes.subarray(0, await readFully(handle, bytes, position));
    },
  };
}

/** The same bytes in fewer reads, for whoever reads a few at a time and mostly onwards: each that is not in memory fetches `aheadBytes`. */
export function readingAhead(reader: ByteReader, aheadBytes: number): ByteReader {
  let start = 0;
  let ahead: Buffer = Buffer.alloc(0);
  return {
    sizeBytes: reader.sizeBytes,
    async read(position, length) {
      if (length > aheadBytes) return reader.read(position, length);
      const end = Math.min(position + length, reader.sizeBytes);
      if (position < start || end > start + ahead.length) {
        const bytes = await reader.read(position, aheadBytes);
        [start, ahead] = [position, bytes];
      }
      const from = position - start;
      return Buffer.from(ahead.subarray(from, from + Math.max(0, length)));
    },
  };
}
