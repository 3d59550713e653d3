/**
 * Tells who a file is: what it holds, and the digests of its audio and of all else. Knows nothing of decoding.
 */
import { createHash, type Hash } from 'node:crypto';
import { basename } from 'node:path';
import {
  type AudioFormat,
  type AudioIdentity,
  type AudioResult,
  brokenLimit,
  type Container,
  failed,
  rejected,
} from './audio.ts';
import { fileReader, readingAhead } from './byte-reader.ts';
import {
  changeSince,
  displayPath,
  type FileStamp,
  ioFailure,
  type OpenedFile,
  openRegularFile,
  sameStamp,
} from './file-stamp.ts';
import type { AudioLayout } from './layout.ts';
import { locateAudio } from './locate.ts';
import { mp3Format, mp3Warnings } from './mp3-head.ts';
import { MpegFrameWalker } from './mpeg-frames.ts';
import { extensionMismatch } from './sniff.ts';

export interface IdentifyOptions {
  /** What the file was when it was found: anything else is `source-changed`. */
  readonly expectedStamp?: FileStamp;
}

const BLOCK_BYTES = 1 << 20;
/** Heads are read a few bytes at a time; most are shorter than this. */
const HEAD_BYTES = 16_384;

/**
 * Identifies the audio file at `path` in one sequential pass with bounded memory. A file that is no audio, is damaged beyond
 * reading or breaks a limit is `rejected`; what only the environment did is `failed`.
 */
export async function identifyAudio(
  path: string | Buffer,
  options: IdentifyOptions = {},
): Promise<AudioResult<AudioIdentity>> {
  const opened = await openRegularFile(path);
  if (!opened.ok) return opened;
  const file = opened.value;
  try {
    if (options.expectedStamp !== undefined && !sameStamp(file.stamp, options.expectedStamp)) {
      return failed({ reason: 'source-changed', path: displayPath(path) });
    }
    const identity = await identifyOpened(file, path);
    const change = await changeSince(file, path);
    return change === null ? identity : failed(change);
  } catch (error) {
    return failed(ioFailure('read', path, error));
  } finally {
    await file.handle.close();
  }
}

async function identifyOpened(file: OpenedFile, path: string | Buffer): Promise<AudioResult<AudioIdentity>> {
  const reader = readingAhead(fileReader(file.handle, file.stamp.sizeBytes), HEAD_BYTES);
  const located = await locateAudio(reader);
  if (!located.ok) return located;
  const { container, layout } = located.value;
  const walker = container === 'mp3' ? new MpegFrameWalker() : null;
  const digests = await hashFile(file, container, layout, walker);
  const stream = walker?.end() ?? null;
  if (walker !== null && stream === null) return rejected('unreadable', 'no MPEG audio frame', 'one whole frame');
  const format = stream === null ? layout.format : mp3Format(stream);
  const limit = brokenLimit(format) ?? noFrames(format);
  if (limit !== null) return rejected(limit.rule, limit.measured, limit.threshold);
  const mismatch = extensionMismatch(basename(displayPath(path)), container);
  const warnings = [
    ...(mismatch === null ? [] : [mismatch]),
    ...layout.warnings,
    ...(stream === null ? [] : mp3Warnings(stream)),
  ];
  return { ok: true, value: { ...digests, format, warnings } };
}

function noFrames(format: AudioFormat): ReturnType<typeof brokenLimit> {
  return format.frames === 0
    ? { rule: 'unreadable', measured: 'no sample frames', threshold: 'one sample frame' }
    : null;
}

/**
 * Payload digest: SHA-256 over container name, format bytes and audio bytes, each behind its length, so that no byte can move
 * from one field to the next unnoticed. Tag digest: SHA-256 over every other byte of the file.
 */
async function hashFile(
  file: OpenedFile,
  container: Container,
  layout: AudioLayout,
  walker: MpegFrameWalker | null,
): Promise<Pick<AudioIdentity, 'payloadDigest' | 'tagDigest'>> {
  const { audioStart, audioEnd, formatStart, formatBytes } = layout;
  const payload = createHash('sha256').update('grainmill audio payload 1\n');
  updateField(payload, Buffer.from(container), container.length);
  updateField(payload, formatBytes, formatBytes.length);
  updateField(payload, Buffer.alloc(0), audioEnd - audioStart);
  const tags = createHash('sha256').update('grainmill tags 1\n');
  const formatEnd = formatStart + formatBytes.length;
  await forEachBlock(file, (block, position) => {
    const part = (start: number, end: number): Buffer =>
      block.subarray(Math.max(0, start - position), Math.max(0, end - position));
    const audio = part(audioStart, audioEnd);
    payload.update(audio);
    walker?.push(audio);
    for (const [start, end] of outside(position + block.length, [formatStart, formatEnd], [audioStart, audioEnd])) {
      tags.update(part(start, end));
    }
  });
  return { payloadDigest: payload.digest('hex'), tagDigest: tags.digest('hex') };
}

type Range = readonly [start: number, end: number];

function outside(end: number, a: Range, b: Range): Range[] {
  const [first, second] = a[0] <= b[0] ? [a, b] : [b, a];
  return [
    [0, first[0]],
    [first[1], second[0]],
    [second[1], end],
  ];
}

function updateField(hash: Hash, bytes: Buffer, length: number): void {
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64BE(BigInt(length));
  hash.update(prefix).update(bytes);
}

async function forEachBlock(file: OpenedFile, onBlock: (block: Buffer, position: number) => void): Promise<void> {
  const { handle, stamp } = file;
  const buffer = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(1, stamp.sizeBytes)));
  for (let position = 0; position < stamp.sizeBytes; ) {
    const wanted = Math.min(buffer.length, stamp.sizeBytes - position);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position);
    // Shorter than it was: `changeSince` will say so.
    if (bytesRead === 0) return;
    onBlock(buffer.subarray(0, bytesRead), position);
    position += bytesRead;
  }
}
