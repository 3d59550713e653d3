/**
 * Tells from its first bytes what a file is; its name decides nothing. Pure. Knows nothing of what follows the head.
 */
import type { Container } from './audio.ts';
import { parseMpegHeader } from './mpeg-header.ts';

export type Sniffed =
  | { readonly kind: 'audio'; readonly container: Container }
  /** `looksLike` names it for people, for example `an M3U playlist`. */
  | { readonly kind: 'not-audio'; readonly looksLike: string };

/** As much of a file, after its ID3v2 tags, as `sniff` wants to see. */
export const SNIFF_BYTES = 4096;

const EXTENSIONS: Readonly<Record<Container, readonly string[]>> = {
  wav: ['wav', 'wave', 'bwf', 'rf64'],
  aiff: ['aiff', 'aif', 'aifc'],
  flac: ['flac'],
  mp3: ['mp3', 'mp2', 'mp1', 'mpga'],
  ogg: ['ogg', 'oga', 'opus', 'spx'],
  mp4: ['m4a', 'mp4', 'm4b', 'mov', 'aac', 'alac'],
  matroska: ['mka', 'mkv', 'webm'],
  asf: ['wma', 'asf'],
  caf: ['caf'],
  wavpack: ['wv'],
  ape: ['ape'],
  adts: ['aac'],
  dsf: ['dsf'],
  musepack: ['mpc'],
};

const TEXT_HEADS: readonly (readonly [string, string])[] = [
  ['#extm3u', 'an M3U playlist'],
  ['ffconcat', 'an ffconcat script'],
  ['<mpd', 'a DASH manifest'],
  ['<?xml', 'an XML document'],
  ['<!doctype html', 'an HTML page'],
  ['<html', 'an HTML page'],
  ['[playlist]', 'a PLS playlist'],
];

/** Size in bytes of the ID3v2 tag that `bytes` begins with, header and footer included; 0 if there is none. */
export function id3v2Bytes(bytes: Buffer): number {
  if (bytes.length < 10 || bytes.toString('latin1', 0, 3) !== 'ID3' || bytes[3] === 0xff || bytes[4] === 0xff) return 0;
  let size = 0;
  for (let at = 6; at < 10; at++) {
    if (bytes[at] >= 0x80) return 0;
    size = size * 128 + bytes[at];
  }
  return 10 + size + ((bytes[5] & 0x10) === 0 ? 0 : 10);
}

/** What a file is whose bytes, after any ID3v2 tag, begin with `head` (`SNIFF_BYTES` of them, or all there are). */
export function sniff(head: Buffer): Sniffed {
  const container = byMagic(head) ?? byMpegSync(head);
  if (container !== null) return { kind: 'audio', container };
  return { kind: 'not-audio', looksLike: describe(head) };
}

/** A warning where the extension promises another container than the bytes are; null where it fits or promises none. */
export function extensionMismatch(fileName: string, container: Container): string | null {
  const extension = fileName.slice(fileName.lastIndexOf('.') + 1).toLowerCase();
  const promises = Object.values(EXTENSIONS).some((extensions) => extensions.includes(extension));
  if (!promises || EXTENSIONS[container].includes(extension)) return null;
  return `extension-mismatch: named .${extension}, holds ${container}`;
}

function byMagic(head: Buffer): Container | null {
  const text = (start: number, end: number): string => head.toString('latin1', start, end);
  const first = text(0, 4);
  if ((first === 'RIFF' || first === 'RF64' || first === 'BW64') && text(8, 12) === 'WAVE') return 'wav';
  if (first === 'FORM' && (text(8, 12) === 'AIFF' || text(8, 12) === 'AIFC')) return 'aiff';
  if (text(4, 8) === 'ftyp') return 'mp4';
  if (head.subarray(0, 4).equals(Buffer.from([0x1a, 0x45, 0xdf, 0xa3]))) return 'matroska';
  if (head.subarray(0, 4).equals(Buffer.from([0x30, 0x26, 0xb2, 0x75]))) return 'asf';
  return MAGIC_WORDS.get(first) ?? null;
}

const MAGIC_WORDS: ReadonlyMap<string, Container> = new Map([
  ['fLaC', 'flac'],
  ['OggS', 'ogg'],
  ['caff', 'caf'],
  ['wvpk', 'wavpack'],
  ['MAC ', 'ape'],
  ['DSD ', 'dsf'],
  ['MPCK', 'musepack'],
]);

/**
 * MPEG audio has no magic word: headers of one stream, a frame apart, stand in for it. Two will do at the very start; behind
 * padding or the rest of a cut frame it takes three, so that no other data passes for audio.
 */
function byMpegSync(head: Buffer): Container | null {
  if (isAdts(head)) return 'adts';
  if (mpegChainLength(head, 0) >= 2) return 'mp3';
  for (let at = head.indexOf(0xff, 1); at > 0; at = head.indexOf(0xff, at + 1)) {
    if (mpegChainLength(head, at) >= 3) return 'mp3';
  }
  return null;
}

/** How many headers of one stream follow each other from `start` on, three at most. */
function mpegChainLength(head: Buffer, start: number): number {
  let at = start;
  let key = -1;
  for (let count = 0; count < 3; count++) {
    // A file of one whole frame, or a head that ends in the second, has nothing more to say.
    if (at + 4 > head.length) return count === 0 ? 0 : count + 1;
    const header = parseMpegHeader(head.readUInt32BE(at));
    if (header === null || (key >= 0 && header.streamKey !== key)) return count;
    // A free-format header does not say how long its frame is.
    if (header.frameBytes === 0) return start === 0 ? 2 : 0;
    key = header.streamKey;
    at += header.frameBytes;
  }
  return 3;
}

function isAdts(head: Buffer): boolean {
  if (head.length < 7 || head[0] !== 0xff || (head[1] & 0xf6) !== 0xf0) return false;
  const frameBytes = ((head[3] & 3) << 11) | (head[4] << 3) | (head[5] >> 5);
  if (frameBytes < 7) return false;
  return head.length < frameBytes + 2 || (head[frameBytes] === 0xff && (head[frameBytes + 1] & 0xf6) === 0xf0);
}

function describe(head: Buffer): string {
  if (head.every((byte) => byte === 0)) return 'nothing but zero bytes';
  const start = head
    .toString('latin1', 0, 512)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart()
    .toLowerCase();
  const known = TEXT_HEADS.find(([word]) => start.startsWith(word));
  if (known !== undefined) return known[1];
  if (start.includes('<mpd')) return 'a DASH manifest';
  return head.subarray(0, 512).every(isTextByte) ? 'text' : 'unknown bytes';
}

function isTextByte(byte: number): boolean {
  return byte >= 0x20 ? byte !== 0x7f : byte === 9 || byte === 10 || byte === 13 || byte === 12;
}
