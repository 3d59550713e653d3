/**
 * Cuts a FLAC stream into whole frames. Pure. Knows nothing of what is in them.
 *
 * Source: RFC 9639, sections 9.1 (frame header) and 9.3 (footer).
 */

const MAX_HEADER_BYTES = 16;
/** 65,535 samples × 8 channels × 32 bits, and the headers around them. */
const MAX_FRAME_BYTES = 65_535 * 8 * 4 + 1024;
/** How many frames may be missing between two that belong together. */
const MAX_GAP_FRAMES = 4096;

const CRC8 = crcTable(8, 0x07);
const CRC16 = crcTable(16, 0x8005);

interface FlacFrameHeader {
  readonly isVariable: boolean;
  readonly blockSamples: number;
  /** Sample rate and bit depth codes: equal in every frame of a stream. */
  readonly streamKey: number;
  /** Frame number, or number of the first sample when the block size is variable. */
  readonly number: number;
}

/** A whole frame: a view, valid until the splitter's next call, and where in the stream it was. */
export interface FlacFrame {
  readonly bytes: Buffer;
  readonly position: number;
}

/** Push chunks in order, then call `end`. */
export class FlacFrameSplitter {
  readonly #onFrame: (frame: FlacFrame) => void;
  #pending: Buffer = Buffer.alloc(0);
  /** Of the first pending byte, in the stream. */
  #position: number;
  #header: FlacFrameHeader | null = null;
  #searched = 0;
  skippedBytes = 0;

  /** `position` is where in the stream the first byte pushed is. */
  constructor(position: number, onFrame: (frame: FlacFrame) => void) {
    this.#position = position;
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const start = this.#split(bytes, bytes.length - MAX_HEADER_BYTES);
    // A copy, because the caller reuses the chunk.
    this.#pending = Buffer.from(bytes.subarray(start));
    this.#position += start;
    this.#searched = Math.max(0, bytes.length - MAX_HEADER_BYTES + 1 - start);
    if (this.#pending.length > MAX_FRAME_BYTES) this.#giveUpFrame();
  }

  end(): void {
    const bytes = this.#pending;
    const start = this.#split(bytes, bytes.length - 1);
    if (this.#header === null) this.skippedBytes += bytes.length - start;
    else if (start < bytes.length) this.#take(bytes, start, bytes.length);
    this.#pending = Buffer.alloc(0);
  }

  /** Returns where the frame begins whose end has not been seen. */
  #split(bytes: Buffer, lastStart: number): number {
    let start = 0;
    let at = this.#header === null ? 0 : Math.max(1, this.#searched);
    for (at = bytes.indexOf(0xff, at); at >= 0 && at <= lastStart; at = bytes.indexOf(0xff, at + 1)) {
      const header = (bytes[at + 1] & 0xfe) === 0xf8 ? parseFrameHeader(bytes, at) : null;
      if (header === null || !this.#follows(header, bytes, start, at)) continue;
      if (this.#header === null) this.skippedBytes += at - start;
      else this.#take(bytes, start, at);
      this.#header = header;
      start = at;
    }
    return start;
  }

  #take(bytes: Buffer, start: number, end: number): void {
    this.#onFrame({ bytes: bytes.subarray(start, end), position: this.#position + start });
  }

  /** An intact header may still be chance: it has to continue the count, or the bytes in front of it to be a whole frame. */
  #follows(next: FlacFrameHeader, bytes: Buffer, start: number, at: number): boolean {
    const current = this.#header;
    if (current === null) return true;
    const step = next.number - current.number;
    if (next.isVariable === current.isVariable && step === (current.isVariable ? current.blockSamples : 1)) return true;
    const gapFrames = current.isVariable ? step / current.blockSamples : step;
    if (next.streamKey === current.streamKey && gapFrames > 0 && gapFrames <= MAX_GAP_FRAMES) return true;
    return crc16(bytes, start, at) === 0;
  }

  #giveUpFrame(): void {
    this.skippedBytes += this.#pending.length;
    this.#position += this.#pending.length;
    this.#pending = Buffer.alloc(0);
    this.#header = null;
    this.#searched = 0;
  }
}

/**
 * How many sample frames a stream has up to the whole frame that `tail`, the end of its bytes, closes with; null where it closes with none.
 * `fixedBlockSamples` is the block size of STREAMINFO, for streams that count frames and not samples.
 */
export function framesUpToEnd(tail: Buffer, fixedBlockSamples: number): number | null {
  for (let at = tail.lastIndexOf(0xff); at >= 0; at = at === 0 ? -1 : tail.lastIndexOf(0xff, at - 1)) {
    const header = (tail[at + 1] & 0xfe) === 0xf8 ? parseFrameHeader(tail, at) : null;
    if (header === null || crc16(tail, at, tail.length) !== 0) continue;
    return (header.isVariable ? header.number : header.number * fixedBlockSamples) + header.blockSamples;
  }
  return null;
}

function parseFrameHeader(bytes: Buffer, at: number): FlacFrameHeader | null {
  if (at + 6 > bytes.length) return null;
  const sizeCode = bytes[at + 2] >> 4;
  const rateCode = bytes[at + 2] & 15;
  const channelCode = bytes[at + 3] >> 4;
  const depthCode = (bytes[at + 3] >> 1) & 7;
  if (sizeCode === 0 || rateCode === 15 || channelCode > 10 || depthCode === 3 || bytes[at + 3] & 1) return null;
  const coded = parseCodedNumber(bytes, at + 4);
  if (coded === null) return null;
  const sizeAt = at + 4 + coded.bytes;
  const rateAt = sizeAt + (sizeCode === 6 ? 1 : sizeCode === 7 ? 2 : 0);
  const end = rateAt + (rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0);
  if (end >= bytes.length || crc8(bytes, at, end) !== bytes[end]) return null;
  return {
    isVariable: (bytes[at + 1] & 1) === 1,
    blockSamples: blockSamples(bytes, sizeCode, sizeAt),
    streamKey: rateCode * 8 + depthCode,
    number: coded.value,
  };
}

function blockSamples(bytes: Buffer, code: number, at: number): number {
  if (code === 1) return 192;
  if (code <= 5) return 576 << (code - 2);
  if (code === 6) return bytes[at] + 1;
  if (code === 7) return bytes.readUInt16BE(at) + 1;
  return 256 << (code - 8);
}

/** A number in the manner of UTF-8, up to 36 bits in 7 bytes. */
function parseCodedNumber(bytes: Buffer, at: number): { value: number; bytes: number } | null {
  const lead = bytes[at];
  if (lead < 0x80) return { value: lead, bytes: 1 };
  const length = Math.clz32(~lead << 24);
  if (length < 2 || length > 7 || at + length > bytes.length) return null;
  let value = lead & (0x7f >> length);
  for (let next = at + 1; next < at + length; next++) {
    if ((bytes[next] & 0xc0) !== 0x80) return null;
    value = value * 64 + (bytes[next] & 0x3f);
  }
  return { value, bytes: length };
}

function crc8(bytes: Buffer, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = CRC8[crc ^ bytes[at]];
  return crc;
}

function crc16(bytes: Buffer, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < end; at++) crc = ((crc << 8) & 0xffff) ^ CRC16[(crc >> 8) ^ bytes[at]];
  return crc;
}

function crcTable(bits: number, polynomial: number): Uint16Array {
  const top = 1 << (bits - 1);
  const mask = 2 * top - 1;
  return Uint16Array.from({ length: 256 }, (_, index) => {
    let crc = index << (bits - 8);
    for (let bit = 0; bit < 8; bit++) crc = (crc & top ? (crc << 1) ^ polynomial : crc << 1) & mask;
    return crc;
  });
}
