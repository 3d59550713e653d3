/**
 * Parses the head of an AIFF or AIFF-C file. Knows nothing of decoding.
 *
 * Source: Apple, "Audio Interchange File Format: AIFF" 1.3 (1989) and "AIFF-C" draft (1991).
 */
import { err, ok, type Result } from '../result.ts';
import type { ByteReader } from './byte-reader.ts';
import { type AudioLayout, type LayoutError, pcmCodec, type SampleEncoding } from './layout.ts';

const MAX_CHUNKS = 4096;
const MAX_FORMAT_BYTES = 65_536;

interface AiffChunk {
  readonly start: number;
  readonly sizeBytes: number;
}

interface AiffFormat {
  readonly channels: number;
  readonly declaredFrames: number;
  readonly bits: number;
  readonly sampleRateHz: number;
  readonly compression: string;
}

/** The layout of the AIFF file that begins at `base`. */
export async function parseAiff(reader: ByteReader, base: number): Promise<Result<AudioLayout, LayoutError>> {
  const chunks = await findChunks(reader, base + 12);
  const common = chunks.get('COMM');
  const sound = chunks.get('SSND');
  if (common === undefined) return err({ measured: 'no COMM chunk', threshold: 'a COMM chunk' });
  if (sound === undefined) return err({ measured: 'no SSND chunk', threshold: 'an SSND chunk' });
  const formatBytes = await reader.read(common.start, Math.min(common.sizeBytes, MAX_FORMAT_BYTES));
  if (formatBytes.length < 18)
    return err({ measured: `a COMM chunk of ${formatBytes.length} bytes`, threshold: '18 bytes' });
  const soundHeader = await reader.read(sound.start, 8);
  const offset = soundHeader.length === 8 ? soundHeader.readUInt32BE(0) : 0;
  const audioStart = Math.min(sound.start + 8 + offset, reader.sizeBytes);
  const declaredEnd = Math.max(audioStart, sound.start + sound.sizeBytes);
  const audioEnd = Math.min(declaredEnd, reader.sizeBytes);
  const warnings = declaredEnd <= reader.sizeBytes ? [] : [cutShort(sound, reader.sizeBytes)];
  const ranges = { formatBytes, formatStart: common.start, audioStart, audioEnd, warnings };
  return ok(layoutOf(parseCommon(formatBytes), ranges));
}

function cutShort(sound: AiffChunk, fileBytes: number): string {
  return `truncated: SSND chunk says ${sound.sizeBytes} bytes, file has ${fileBytes - sound.start}`;
}

async function findChunks(reader: ByteReader, start: number): Promise<Map<string, AiffChunk>> {
  const chunks = new Map<string, AiffChunk>();
  let position = start;
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= reader.sizeBytes; count++) {
    const header = await reader.read(position, 8);
    if (header.length < 8) break;
    const id = header.toString('latin1', 0, 4);
    const sizeBytes = header.readUInt32BE(4);
    if (!chunks.has(id)) chunks.set(id, { start: position + 8, sizeBytes });
    if (chunks.has('COMM') && chunks.has('SSND')) break;
    position += 8 + sizeBytes + (sizeBytes & 1);
  }
  return chunks;
}

function parseCommon(bytes: Buffer): AiffFormat {
  return {
    channels: bytes.readUInt16BE(0),
    declaredFrames: bytes.readUInt32BE(2),
    bits: bytes.readUInt16BE(6),
    sampleRateHz: readExtended(bytes, 8),
    compression: bytes.length >= 22 ? bytes.toString('latin1', 18, 22) : 'NONE',
  };
}

/** An 80-bit IEEE 754 extended number, as a sample rate: NaN where it is negative, infinite or not a number. */
function readExtended(bytes: Buffer, at: number): number {
  const exponent = bytes.readUInt16BE(at);
  if (exponent >= 0x7fff) return Number.NaN;
  const high = bytes.readUInt32BE(at + 2);
  const low = bytes.readUInt32BE(at + 6);
  return (high + low / 2 ** 32) * 2 ** (exponent - 16383 - 31);
}

type Ranges = Pick<AudioLayout, 'formatBytes' | 'formatStart' | 'audioStart' | 'audioEnd' | 'warnings'>;

function layoutOf(common: AiffFormat, ranges: Ranges): AudioLayout {
  const { channels, sampleRateHz, declaredFrames } = common;
  const encoding = encodingOf(common);
  const frames = encoding === null ? null : heldFrames(common, encoding, ranges);
  return {
    format: {
      container: 'aiff',
      codec: encoding === null ? `aifc-${common.compression.trim()}` : pcmCodec(encoding),
      sampleRateHz,
      channels,
      bitDepth: encoding === null ? null : encoding.kind === 'float' ? encoding.bytesPerSample * 8 : common.bits,
      frames,
      durationSeconds:
        Number.isFinite(sampleRateHz) && sampleRateHz > 0 ? (frames ?? declaredFrames) / sampleRateHz : null,
    },
    encoding,
    channelMask: 0,
    ...ranges,
  };
}

function heldFrames(common: AiffFormat, encoding: SampleEncoding, ranges: Ranges): number {
  const bytesPerFrame = encoding.bytesPerSample * common.channels;
  const held = bytesPerFrame === 0 ? 0 : Math.floor((ranges.audioEnd - ranges.audioStart) / bytesPerFrame);
  return common.declaredFrames === 0 ? held : Math.min(held, common.declaredFrames);
}

/** Null for what is not plain PCM. */
function encodingOf(common: AiffFormat): SampleEncoding | null {
  const bytesPerSample = Math.ceil(common.bits / 8);
  const integer = (littleEndian: boolean, bytes = bytesPerSample): SampleEncoding | null =>
    bytes >= 1 && bytes <= 4 ? { kind: 'signed', bytesPerSample: bytes, littleEndian } : null;
  switch (common.compression) {
    case 'NONE':
    case 'twos':
      return integer(false);
    case 'sowt':
      return integer(true);
    case 'in24':
      return integer(false, 3);
    case 'in32':
      return integer(false, 4);
    case '42ni':
      return integer(true, 3);
    case '23ni':
      return integer(true, 4);
    case 'raw ':
      return { kind: 'unsigned', bytesPerSample: 1, littleEndian: false };
    case 'fl32':
    case 'FL32':
      return { kind: 'float', bytesPerSample: 4, littleEndian: false };
    case 'fl64':
    case 'FL64':
      return { kind: 'float', bytesPerSample: 8, littleEndian: false };
    default:
      return null;
  }
}
