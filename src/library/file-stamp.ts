/**
 * Opens regular files only, and tells whether a file is still the one that was seen before. Knows nothing of audio.
 */
import { constants, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import type { Failure } from '../failure.ts';
import { type AudioResult, failed, rejected } from './audio.ts';

/** What changes whenever a file's bytes do: the memo key of an identity. */
export interface FileStamp {
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly inode: bigint;
}

/** What is this young may change again without its stamp changing: the coarsest file-system clock ticks every 2 s (FAT). */
const RACY_MS = 2000;

/** Whether a stamp, taken at `nowMs` of the wall clock, is too young to vouch for anything. One from the future is. */
export function isTooYoung({ mtimeNs, ctimeNs }: FileStamp, nowMs: number): boolean {
  return Math.max(Number(mtimeNs / 1_000_000n), Number(ctimeNs / 1_000_000n)) > nowMs - RACY_MS;
}

export interface OpenedFile {
  readonly handle: FileHandle;
  readonly stamp: FileStamp;
}

interface BigStats {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
}

export function stampOf(stats: BigStats): FileStamp {
  return { sizeBytes: Number(stats.size), mtimeNs: stats.mtimeNs, ctimeNs: stats.ctimeNs, inode: stats.ino };
}

export function sameStamp(a: FileStamp, b: FileStamp): boolean {
  return a.sizeBytes === b.sizeBytes && a.mtimeNs === b.mtimeNs && a.ctimeNs === b.ctimeNs && a.inode === b.inode;
}

/** A path for people: bytes that are no UTF-8 are shown as `\xNN`. */
export function displayPath(path: string | Buffer): string {
  if (typeof path === 'string') return path;
  let shown = '';
  for (let at = 0; at < path.length; ) {
    const character = utf8CharacterAt(path, at);
    shown += character ?? `\\x${path[at].toString(16).padStart(2, '0').toUpperCase()}`;
    at += character === null ? 1 : Buffer.byteLength(character);
  }
  return shown;
}

function utf8CharacterAt(bytes: Buffer, at: number): string | null {
  const lead = bytes[at];
  const length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  const piece = bytes.subarray(at, at + length);
  const text = piece.toString('utf8');
  return Buffer.compare(Buffer.from(text, 'utf8'), piece) === 0 ? text : null;
}

/** A refusal of the system as a value. Any other error is a bug and is thrown on. */
export function ioFailure(operation: string, path: string | Buffer, error: unknown): Failure {
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) throw error;
  return { reason: 'io', operation, path: displayPath(path), code: String(error.code) };
}

/** Opens a regular file for reading. O_NONBLOCK, because opening a fifo without a writer would wait for ever. */
export async function openRegularFile(path: string | Buffer): Promise<AudioResult<OpenedFile>> {
  let handle: FileHandle | null = null;
  try {
    const before = statSync(path);
    if (!before.isFile()) return rejected('not-a-file', 'no regular file', 'a regular file');
    handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = await handle.stat({ bigint: true });
    if (stats.isFile()) return { ok: true, value: { handle, stamp: stampOf(stats) } };
    await handle.close();
    return rejected('not-a-file', 'no regular file', 'a regular file');
  } catch (error) {
    await handle?.close();
    return failed(ioFailure('open', path, error));
  }
}

/** `source-changed` when the open file, or what now lies at its path, is not what `stamp` says; null when all is as it was. */
export async function changeSince(file: OpenedFile, path: string | Buffer): Promise<Failure | null> {
  try {
    const open = stampOf(await file.handle.stat({ bigint: true }));
    const atPath = stampOf(statSync(path, { bigint: true }));
    const same = sameStamp(open, file.stamp) && sameStamp(atPath, file.stamp);
    return same ? null : { reason: 'source-changed', path: displayPath(path) };
  } catch {
    // Gone from its path, or no longer to be looked at: either way not the file that was opened.
    return { reason: 'source-changed', path: displayPath(path) };
  }
}

/** Reads exactly `bytes.length` bytes at `position`, fewer only at the end of the file; returns how many. */
export async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  let filled = 0;
  while (filled < bytes.length) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return filled;
}
