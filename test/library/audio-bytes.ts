/**
 * Builds small audio files byte by byte, so that the tests need no fixtures and no encoder. Knows nothing of the readers.
 */

const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');

function u32le(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u32be(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function riffChunk(id: string, body: Buffer, declaredBytes = body.length): Buffer {
  return Buffer.concat([ascii(id), u32le(declaredBytes), body, Buffer.alloc(body.length & 1)]);
}

export function riff(chunks: readonly Buffer[], id = 'RIFF'): Buffer {
  const body = Buffer.concat([ascii('WAVE'), ...chunks]);
  return Buffer.concat([ascii(id), u32le(id === 'RIFF' ? body.length : 0xffffffff), body]);
}

/** A 16-byte `fmt ` chunk. */
export function wavFormat(code: number, channels: number, rateHz: number, bits: number): Buffer {
  const body = Buffer.alloc(16);
  const blockBytes = channels * Math.ceil(bits / 8);
  body.writeUInt16LE(code, 0);
  body.writeUInt16LE(channels, 2);
  body.writeUInt32LE(rateHz, 4);
  body.writeUInt32LE(rateHz * blockBytes, 8);
  body.writeUInt16LE(blockBytes, 12);
  body.writeUInt16LE(bits, 14);
  return riffChunk('fmt ', body);
}

/** Interleaved 16-bit values as little-endian bytes. */
export function int16Bytes(values: readonly number[], bigEndian = false): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [at, value] of values.entries()) {
    if (bigEndian) bytes.writeInt16BE(value, at * 2);
    else bytes.writeInt16LE(value, at * 2);
  }
  return bytes;
}

/** Deterministic 16-bit noise. */
export function noise16(count: number): number[] {
  let state = 12_345;
  return Array.from({ length: count }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return ((state >> 12) % 32_768) - 16_384;
  });
}

export function wav16(values: readonly number[], channels = 2, extra: readonly Buffer[] = []): Buffer {
  return riff([wavFormat(1, channels, 44_100, 16), riffChunk('data', int16Bytes(values)), ...extra]);
}

export function infoChunk(title: string): Buffer {
  return riffChunk('LIST', Buffer.concat([ascii('INFO'), riffChunk('INAM', ascii(`${title}\0`))]));
}

/** AIFF where `compression` is null, else AIFF-C. 44,100 Hz. */
export function aiff(sound: Buffer, channels: number, bits: number, compression: string | null): Buffer {
  const bytesPerFrame = channels * Math.ceil(bits / 8);
  const common = Buffer.alloc(18);
  common.writeUInt16BE(channels, 0);
  common.writeUInt32BE(sound.length / bytesPerFrame, 2);
  common.writeUInt16BE(bits, 6);
  Buffer.from('400eac44000000000000', 'hex').copy(common, 8);
  const commonBody = compression === null ? common : Buffer.concat([common, ascii(compression), Buffer.alloc(2)]);
  const chunk = (id: string, body: Buffer): Buffer =>
    Buffer.concat([ascii(id), u32be(body.length), body, Buffer.alloc(body.length & 1)]);
  const chunks = [chunk('COMM', commonBody), chunk('SSND', Buffer.concat([Buffer.alloc(8), sound]))];
  const body = Buffer.concat([ascii(compression === null ? 'AIFF' : 'AIFC'), ...chunks]);
  return Buffer.concat([ascii('FORM'), u32be(body.length), body]);
}

/** An ID3v2.3 tag with one title frame. */
export function id3v2(title: string): Buffer {
  const text = Buffer.concat([Buffer.from([0]), ascii(title)]);
  const frame = Buffer.concat([ascii('TIT2'), u32be(text.length), Buffer.alloc(2), text]);
  return Buffer.concat([ascii('ID3'), Buffer.from([3, 0, 0, 0, 0, frame.length >> 7, frame.length & 0x7f]), frame]);
}

export function id3v1(title: string): Buffer {
  const tag = Buffer.alloc(128);
  tag.write(`TAG${title}`, 'latin1');
  return tag;
}

/** An APEv2 tag without a header and without items. */
export function apeFooter(): Buffer {
  return Buffer.concat([ascii('APETAGEX'), u32le(2000), u32le(32), u32le(0), u32le(0), Buffer.alloc(8)]);
}

/** MPEG-1 layer III, 128 kbit/s, 44,100 Hz: with nothing in it a frame is 1152 sample frames of silence. */
export const MP3_FRAME_BYTES = 417;

export function mp3Frame(mono = false): Buffer {
  const frame = Buffer.alloc(MP3_FRAME_BYTES);
  frame.writeUInt32BE(mono ? 0xfffb90c0 : 0xfffb9000, 0);
  return frame;
}

export function mp3(frames: number, mono = false): Buffer {
  return Buffer.concat(Array.from({ length: frames }, () => mp3Frame(mono)));
}

/** An Info frame with LAME's gapless fields, to go in front of `frames` frames. */
export function infoFrame(frames: number, delaySamples: number, paddingSamples: number): Buffer {
  const frame = mp3Frame();
  frame.write('Info', 36, 'latin1');
  frame.writeUInt32BE(1, 40);
  frame.writeUInt32BE(frames, 44);
  frame.write('LAME3.100', 48, 'latin1');
  frame.writeUIntBE(delaySamples * 4096 + paddingSamples, 48 + 21, 3);
  return frame;
}

const FLAC_BLOCK_SAMPLES = 192;

/** Uncompressed ("verbatim") FLAC of interleaved 16-bit values, two channels, 44,100 Hz, whole blocks of 192. */
export function flac(values: readonly number[], comments: Buffer = vorbisComment('title')): Buffer {
  const samples = values.length / 2;
  const streamInfo = Buffer.alloc(34);
  streamInfo.writeUInt16BE(FLAC_BLOCK_SAMPLES, 0);
  streamInfo.writeUInt16BE(FLAC_BLOCK_SAMPLES, 2);
  streamInfo.writeBigUInt64BE((44_100n << 44n) | (1n << 41n) | (15n << 36n) | BigInt(samples), 10);
  const frames = Array.from({ length: samples / FLAC_BLOCK_SAMPLES }, (_, index) => flacFrame(values, index));
  return Buffer.concat([ascii('fLaC'), flacBlock(0, streamInfo), flacBlock(0x84, comments), ...frames]);
}

export function vorbisComment(title: string): Buffer {
  const comment = ascii(`TITLE=${title}`);
  return Buffer.concat([u32le(4), ascii('test'), u32le(1), u32le(comment.length), comment]);
}

function flacBlock(type: number, body: Buffer): Buffer {
  const header = u32be(body.length);
  header[0] = type;
  return Buffer.concat([header, body]);
}

function flacFrame(values: readonly number[], index: number): Buffer {
  // Fixed block size of 192, 44.1 kHz, two independent channels of 16 bits; the frame number in one byte.
  const header = Buffer.from([0xff, 0xf8, 0x19, 0x18, index]);
  const start = index * FLAC_BLOCK_SAMPLES * 2;
  const block = values.slice(start, start + FLAC_BLOCK_SAMPLES * 2);
  const channels = [0, 1].map((channel) =>
    Buffer.concat([
      Buffer.from([0x02]),
      int16Bytes(
        block.filter((_, at) => at % 2 === channel),
        true,
      ),
    ]),
  );
  const body = Buffer.concat([header, Buffer.from([crc(header, 8, 0x07)]), ...channels]);
  const footer = Buffer.alloc(2);
  footer.writeUInt16BE(crc(body, 16, 0x8005));
  return Buffer.concat([body, footer]);
}

function crc(bytes: Buffer, bits: number, polynomial: number): number {
  const top = 1 << (bits - 1);
  let value = 0;
  for (const byte of bytes) {
    value ^= byte << (bits - 8);
    for (let bit = 0; bit < 8; bit++) value = (value & top ? (value << 1) ^ polynomial : value << 1) & (2 * top - 1);
  }
  return value;
}
