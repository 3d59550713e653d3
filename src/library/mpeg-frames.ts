/**
 * Walks an MPEG audio stream frame by frame: hands out whole frames only, counts them, and tells what lies between them. Pure;
 * knows nothing of decoding. Memory: one chunk and one frame.
 */
import { type MpegHeader, parseMpegHeader } from './mpeg-header.ts';

/** The longest frame there is: free format at most 7.5 kB (ISO/IEC 11172-3), given some room. */
const MAX_FRAME_BYTES = 8192;
const SYNC_BYTE = 0xff;

export interface MpegStream {
  readonly header: MpegHeader;
  /** Frames of audio: the one that only carries the Xing, Info or VBRI header is none. */
  readonly frameCount: number;
  readonly channels: 1 | 2;
  /** Samples that the encoder says it put in front and behind; null where it says nothing. */
  readonly gapless: { readonly delaySamples: number; readonly paddingSamples: number } | null;
  /** How many frames the Xing header announces; null where there is none. */
  readonly announcedFrames: number | null;
  readonly garbageBytes: number;
  readonly partialFrameBytes: number;
}

interface Frame {
  readonly header: MpegHeader;
  readonly bytes: number;
}

/** A whole frame: a view, valid until the walker's next call, and where in the stream it was. */
export interface MpegFrame {
  readonly bytes: Buffer;
  readonly position: number;
}

/** Push chunks in order, then call `end`. */
export class MpegFrameWalker {
  readonly #onFrame: (frame: MpegFrame) => void;
  #pending: Buffer = Buffer.alloc(0);
  /** Of the first pending byte, in the stream. */
  #position: number;
  #first: MpegHeader | null = null;
  #freeFormatBytes = 0;
  #inSync = false;
  #frameCount = 0;
  #channels: 1 | 2 = 1;
  #garbageBytes = 0;
  #partialFrameBytes = 0;
  #info: MpegInfo | null = null;

  /** `position` is where in the stream the first byte pushed is. */
  constructor(onFrame: (frame: MpegFrame) => void = () => {}, position = 0) {
    this.#onFrame = onFrame;
    this.#position = position;
  }

  /** Whether the first frame carries the encoder's notes (a Xing, Info or VBRI header) and no audio; known once that frame was handed out. */
  get hasInfoFrame(): boolean {
    return this.#info !== null;
  }

  push(chunk: Buffer): void {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const used = this.#walk(bytes, false);
    // A copy, because the caller reuses the chunk.
    this.#pending = Buffer.from(bytes.subarray(used));
    this.#position += used;
  }

  /** What the stream was, or null if there was no frame in it. */
  end(): MpegStream | null {
    this.#walk(this.#pending, true);
    this.#pending = Buffer.alloc(0);
    if (this.#first === null) return null;
    return {
      header: this.#first,
      frameCount: this.#frameCount,
      channels: this.#channels,
      gapless: this.#info?.gapless ?? null,
      announcedFrames: this.#info?.frameCount ?? null,
      garbageBytes: this.#garbageBytes,
      partialFrameBytes: this.#partialFrameBytes,
    };
  }

  /** Returns how many bytes are done with; the rest is to be seen again with more behind it. */
  #walk(bytes: Buffer, atEnd: boolean): number {
    let at = 0;
    while (at + 4 <= bytes.length) {
      const frame = this.#frameAt(bytes, at, atEnd);
      if (frame === 'more') return at;
      if (frame === 'partial') {
        this.#partialFrameBytes = bytes.length - at;
        return bytes.length;
      }
      if (frame === null) {
        at = this.#skipGarbage(bytes, at);
      } else {
        this.#take({ bytes: bytes.subarray(at, at + frame.bytes), position: this.#position + at }, frame.header);
        at += frame.bytes;
      }
    }
    if (atEnd) this.#garbageBytes += bytes.length - at;
    return at;
  }

  #skipGarbage(bytes: Buffer, at: number): number {
    const next = bytes.indexOf(SYNC_BYTE, at + 1);
    const until = next < 0 ? bytes.length : next;
    this.#garbageBytes += until - at;
    this.#inSync = false;
    return until;
  }

  /** The frame at `at`, null if there is none, `partial` if the stream ends in it, or `more` if that cannot be told yet. */
  #frameAt(bytes: Buffer, at: number, atEnd: boolean): Frame | null | 'partial' | 'more' {
    const header = parseMpegHeader(bytes.readUInt32BE(at));
    if (header === null || (this.#first !== null && header.streamKey !== this.#first.streamKey)) return null;
    if (!atEnd && at + MAX_FRAME_BYTES * 2 > bytes.length) return 'more';
    const frameBytes = header.frameBytes > 0 ? header.frameBytes : this.#freeFormatFrame(bytes, at, header);
    if (frameBytes === 0) return null;
    const next = at + frameBytes;
    if (next > bytes.length) return this.#inSync ? 'partial' : null;
    const nextHeader = next + 4 <= bytes.length ? parseMpegHeader(bytes.readUInt32BE(next)) : null;
    const confirmed = nextHeader?.streamKey === header.streamKey || next === bytes.length;
    return this.#inSync || confirmed ? { header, bytes: frameBytes } : null;
  }

  /** Free format does not say how long its frames are: the distance to the next header of the stream is. 0 if there is none. */
  #freeFormatFrame(bytes: Buffer, at: number, header: MpegHeader): number {
    if (this.#freeFormatBytes > 0) return this.#freeFormatBytes + header.paddingBytes;
    const until = Math.min(bytes.length - 4, at + MAX_FRAME_BYTES);
    for (let next = at + 24; next <= until; next++) {
      if (bytes[next] !== SYNC_BYTE) continue;
      const nextHeader = parseMpegHeader(bytes.readUInt32BE(next));
      if (nextHeader === null || nextHeader.frameBytes !== 0 || nextHeader.streamKey !== header.streamKey) continue;
      this.#freeFormatBytes = next - at - header.paddingBytes;
      return next - at;
    }
    return 0;
  }

  #take(frame: MpegFrame, header: MpegHeader): void {
    const isFirst = this.#first === null;
    this.#first ??= header;
    this.#inSync = true;
    if (isFirst) this.#info = parseInfo(frame.bytes, header);
    // The frame that carries the Xing header is silence to a decoder, which reads the header and drops it.
    if (!isFirst || this.#info === null) this.#frameCount++;
    if (header.channels === 2) this.#channels = 2;
    this.#onFrame(frame);
  }
}

interface MpegInfo {
  readonly frameCount: number | null;
  readonly gapless: MpegStream['gapless'];
}

/** The Xing, Info or VBRI header of the first frame, or null. Layout: LAME project, "Mp3 Info Tag" revision 1 (2005). */
function parseInfo(frame: Buffer, header: MpegHeader): MpegInfo | null {
  if (header.layer !== 3) return null;
  const at = header.xingOffset;
  const word = frame.toString('latin1', at, at + 4);
  if (word !== 'Xing' && word !== 'Info') {
    return frame.toString('latin1', 36, 40) === 'VBRI' ? { frameCount: null, gapless: null } : null;
  }
  if (at + 8 > frame.length) return { frameCount: null, gapless: null };
  const flags = frame.readUInt32BE(at + 4);
  const frameCount = flags & 1 && at + 12 <= frame.length ? frame.readUInt32BE(at + 8) : null;
  const encoderAt = at + 8 + (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  return { frameCount, gapless: parseGapless(frame, encoderAt) };
}

function parseGapless(frame: Buffer, encoderAt: number): MpegStream['gapless'] {
  if (encoderAt + 24 > frame.length || frame[encoderAt] === 0) return null;
  const packed = frame.readUIntBE(encoderAt + 21, 3);
  return packed === 0 ? null : { delaySamples: packed >>> 12, paddingSamples: packed & 0xfff };
}
