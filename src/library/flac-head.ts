/**
 * Parses the metadata of a FLAC stream as far as decoding needs it. Knows nothing of frames.
 *
 * Source: RFC 9639, "Free Lossless Audio Codec" (2024), section 8.
 */
import { err, ok, type Result } from '../result.ts';
import type { ByteReader } from './byte-reader.ts';
import type { AudioLayout, LayoutError } from './layout.ts';
import { audioEndBeforeTags } from './trailing-tags.ts';

const MAX_BLOCKS = 4096;
const STREAMINFO_BYTES = 34;

/** The layout of the FLAC stream that begins at `base`. */
export async function parseFlac(reader: ByteReader, base: number): Promise<Result<AudioLayout, LayoutError>> {
  const formatStart = base + 8;
  const blockHeader = await reader.read(base + 4, 4);
  const formatBytes = await reader.read(formatStart, STREAMINFO_BYTES);
  if (blockHeader.length < 4 || (blockHeader[0] & 0x7f) !== 0 || formatBytes.length < STREAMINFO_BYTES) {
    return err({ measured: 'no STREAMINFO block', threshold: 'a STREAMINFO block' });
  }
  const audioStart = await metadataEnd(reader, base + 4);
  if (audioStart >= reader.sizeBytes)
    return err({ measured: 'a file that ends in its metadata', threshold: 'audio frames' });
  return ok({
    format: streamFormat(formatBytes),
    encoding: null,
    formatBytes,
    formatStart,
    audioStart,
    audioEnd: await audioEndBeforeTags(reader, audioStart),
    channelMask: 0,
    warnings: [],
  });
}

async function metadataEnd(reader: ByteReader, start: number): Promise<number> {
  let position = start;
  for (let count = 0; count < MAX_BLOCKS; count++) {
    const header = await reader.read(position, 4);
    if (header.length < 4) return reader.sizeBytes;
    position += 4 + header.readUIntBE(1, 3);
    if (header[0] & 0x80) return position;
  }
  return reader.sizeBytes;
}

function streamFormat(streamInfo: Buffer): AudioLayout['format'] {
  const packed = streamInfo.readBigUInt64BE(10);
  const sampleRateHz = Number(packed >> 44n);
  const declaredFrames = Number(packed & 0xfffffffffn);
  const frames = declaredFrames === 0 ? null : declaredFrames;
  return {
    container: 'flac',
    codec: 'flac',
    sampleRateHz,
    channels: Number((packed >> 41n) & 7n) + 1,
    bitDepth: Number((packed >> 36n) & 31n) + 1,
    frames,
    durationSeconds: frames === null || sampleRateHz === 0 ? null : frames / sampleRateHz,
  };
}
