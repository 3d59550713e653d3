/**
 * Parses the head of a WAV file: RIFF, RF64 and BW64, plain and EXTENSIBLE. Knows nothing of decoding.
 *
 * Sources: Microsoft and IBM, "Multimedia Programming Interface and Data Specifications 1.0" (1991); Microsoft, "Multiple
 * Channel Audio Data and WAVE Files" (2007); EBU Tech 3306 (RF64) and ITU-R BS.2088 (BW64).
 */
import { err, ok, type Result } from '../result.ts';
import type { ByteReader } from './byte-reader.ts';
import { type AudioLayout, type LayoutError, pcmCodec, type SampleEncoding } from './layout.ts';

const MAX_CHUNKS = 4096;
const MAX_FORMAT_BYTES = 65_536;
const UNKNOWN_SIZE = 0xffffffff;

const CODECS: ReadonlyMap<number, string> = new Map([
  [0x0002, 'adpcm-ms'],
  [0x0006, 'pcm-alaw'],
  [0x0007, 'pcm-mulaw'],
  [0x0011, 'adpcm-ima'],
  [0x0031, 'gsm-ms'],
  [0x0050, 'mp2'],
  [0x0055, 'mp3'],
]);

interface Chunk {
  readonly id: string;
  readonly start: number;
  readonly sizeBytes: number;
}

interface WavFields {
  formatChunk: Chunk | null;
  dataChunk: Chunk | null;
  /** From `ds64`: the sizes that do not fit 32 bits. */
  longDataBytes: number | null;
}

interface WavFormat {
  readonly code: number;
  readonly channels: number;
  readonly sampleRateHz: number;
  readonly bytesPerSecond: number;
  readonly blockBytes: number;
  readonly bits: number;
  readonly channelMask: number;
}

/** The layout of the WAV file that begins at `base`. */
export async function parseWav(reader: ByteReader, base: number): Promise<Result<AudioLayout, LayoutError>> {
  const fields = await findChunks(reader, base + 12);
  if (fields.formatChunk === null) return err({ measured: 'no fmt chunk', threshold: 'a fmt chunk' });
  if (fields.dataChunk === null) return err({ measured: 'no data chunk', threshold: 'a data chunk' });
  const formatBytes = await reader.read(
    fields.formatChunk.start,
    Math.min(fields.formatChunk.sizeBytes, MAX_FORMAT_BYTES),
  );
  if (formatBytes.length < 14)
    return err({ measured: `a fmt chunk of ${formatBytes.length} bytes`, threshold: '16 bytes' });
  const audio = await audioRange(reader, fields.dataChunk, fields.longDataBytes);
  return ok(layoutOf(parseFormat(formatBytes), { formatBytes, formatStart: fields.formatChunk.start, ...audio }));
}

async function findChunks(reader: ByteReader, start: number): Promise<WavFields> {
  const fields: WavFields = { formatChunk: null, dataChunk: null, longDataBytes: null };
  let position = start;
  for (let count = 0; count < MAX_CHUNKS && position + 8 <= reader.sizeBytes; count++) {
    const chunk = await readChunk(reader, position);
    if (chunk.id === 'fmt ') fields.formatChunk ??= chunk;
    if (chunk.id === 'data') fields.dataChunk ??= chunk;
    if (chunk.id === 'ds64') {
      const sizes = await reader.read(chunk.start, 16);
      if (sizes.length === 16) fields.longDataBytes = Number(sizes.readBigUInt64LE(8));
    }
    if (fields.dataChunk !== null && fields.formatChunk !== null) break;
    position = chunk.start + chunk.sizeBytes + (chunk.sizeBytes & 1);
  }
  return fields;
}

async function readChunk(reader: ByteReader, position: number): Promise<Chunk> {
  const header = await reader.read(position, 8);
  if (isChunkId(header)) return chunkFrom(header, position);
  // Some writers leave out the padding after a chunk of odd length.
  const unpadded = await reader.read(position - 1, 8);
  return isChunkId(unpadded) ? chunkFrom(unpadded, position - 1) : chunkFrom(header, position);
}

function chunkFrom(header: Buffer, position: number): Chunk {
  return { id: header.toString('latin1', 0, 4), start: position + 8, sizeBytes: header.readUInt32LE(4) };
}

function isChunkId(header: Buffer): boolean {
  return header.length === 8 && header.subarray(0, 4).every((byte) => byte >= 0x20 && byte < 0x7f);
}

async function audioRange(
  reader: ByteReader,
  data: Chunk,
  longDataBytes: number | null,
): Promise<{ audioStart: number; audioEnd: number; warnings: string[] }> {
  const available = reader.sizeBytes - data.start;
  const declared = data.sizeBytes === UNKNOWN_SIZE && longDataBytes !== null ? longDataBytes : data.sizeBytes;
  const audioStart = data.start;
  if (declared === UNKNOWN_SIZE || (declared === 0 && !(await startsChunk(reader, data.start)))) {
    return { audioStart, audioEnd: reader.sizeBytes, warnings: [] };
  }
  if (declared <= available) return { audioStart, audioEnd: audioStart + declared, warnings: [] };
  const warning = `truncated: data chunk says ${declared} bytes, file has ${available}`;
  return { audioStart, audioEnd: reader.sizeBytes, warnings: [warning] };
}

/** A data chunk of size 0 is a recorder that never came back to fill the size in, unless another chunk follows. */
async function startsChunk(reader: ByteReader, position: number): Promise<boolean> {
  const header = await reader.read(position, 8);
  return ['LIST', 'id3 ', 'ID3 ', 'bext', 'fact', 'cue ', 'smpl', 'JUNK'].includes(header.toString('latin1', 0, 4));
}

function parseFormat(bytes: Buffer): WavFormat {
  const code = bytes.readUInt16LE(0);
  const extensible = code === 0xfffe && bytes.length >= 40;
  return {
    code: extensible ? bytes.readUInt16LE(24) : code,
    channels: bytes.readUInt16LE(2),
    sampleRateHz: bytes.readUInt32LE(4),
    bytesPerSecond: bytes.readUInt32LE(8),
    blockBytes: bytes.readUInt16LE(12),
    bits: bytes.length >= 16 ? bytes.readUInt16LE(14) : 8,
    channelMask: extensible ? bytes.readUInt32LE(20) : 0,
  };
}

type Ranges = Pick<AudioLayout, 'formatBytes' | 'formatStart' | 'audioStart' | 'audioEnd' | 'warnings'>;

function layoutOf(format: WavFormat, ranges: Ranges): AudioLayout {
  const { channels, sampleRateHz } = format;
  const encoding = encodingOf(format);
  const audioBytes = ranges.audioEnd - ranges.audioStart;
  const bytesPerFrame = encoding === null ? 0 : encoding.bytesPerSample * channels;
  const frames = bytesPerFrame > 0 ? Math.floor(audioBytes / bytesPerFrame) : null;
  const seconds = frames !== null ? frames / sampleRateHz : audioBytes / format.bytesPerSecond;
  return {
    format: {
      container: 'wav',
      codec: encoding === null ? (CODECS.get(format.code) ?? `wav-0x${format.code.toString(16)}`) : pcmCodec(encoding),
      sampleRateHz,
      channels,
      bitDepth: encoding === null ? null : Math.min(format.bits, encoding.bytesPerSample * 8),
      frames,
      durationSeconds: Number.isFinite(seconds) ? seconds : null,
    },
    encoding,
    channelMask: format.channelMask,
    ...ranges,
  };
}

/** Null for what is not plain PCM. The width is that of the slot, in which fewer bits are left-justified. */
function encodingOf(format: WavFormat): SampleEncoding | null {
  const slotBytes = format.blockBytes / format.channels;
  const bytesPerSample =
    Number.isInteger(slotBytes) && slotBytes * 8 >= format.bits ? slotBytes : Math.ceil(format.bits / 8);
  if (format.code === 1 && bytesPerSample >= 1 && bytesPerSample <= 4) {
    return { kind: bytesPerSample === 1 ? 'unsigned' : 'signed', bytesPerSample, littleEndian: true };
  }
  if (format.code === 3 && (bytesPerSample === 4 || bytesPerSample === 8)) {
    return { kind: 'float', bytesPerSample, littleEndian: true };
  }
  return null;
}
