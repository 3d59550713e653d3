/**
 * Reads a stretch of a file block by block. Knows nothing of what is in it.
 */
import type { ByteReader } from './byte-reader.ts';

const BLOCK_BYTES = 256 * 1024;

export async function* byteBlocks(reader: ByteReader, start: number, end: number): AsyncGenerator<Buffer> {
  for (let position = start; position < end; ) {
    const block = await reader.read(position, Math.min(BLOCK_BYTES, end - position));
    if (block.length === 0) return;
    yield block;
    position += block.length;
  }
}
