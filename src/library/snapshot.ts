/**
 * Who every file of the library is, hashing only those that `stat` does not vouch for. Knows nothing of where the memo is kept.
 */
import { stat } from 'node:fs/promises';
import PQueue from 'p-queue';
import type { Failure } from '../failure.ts';
import type { AudioIdentity, AudioRejection, AudioResult } from './audio.ts';
import { type FileStamp, isTooYoung, stampOf } from './file-stamp.ts';
import type { IdentifyOptions } from './identify.ts';
import type { FoundFile } from './scan.ts';

export type SnapshotEntry =
  | { readonly file: FoundFile; readonly identity: AudioIdentity }
  | { readonly file: FoundFile; readonly rejection: AudioRejection }
  | { readonly file: FoundFile; readonly failure: Failure };

/** What a file was found to be while its stamp was this; bigints in decimal, so that it is plain JSON. */
interface MemoEntry {
  readonly sizeBytes: number;
  readonly mtimeNs: string;
  readonly ctimeNs: string;
  readonly inode: string;
  readonly identity?: AudioIdentity;
  readonly rejection?: AudioRejection;
}

export interface SnapshotMemo {
  readonly version: 1;
  /** By `relPath`. */
  readonly files: Readonly<Record<string, MemoEntry>>;
}

export interface SnapshotOptions {
  /** The wall clock. Read when a file is hashed, because hashing a library takes longer than the clock's resolution. */
  readonly nowMs: () => number;
  readonly concurrency: number;
  readonly identify: (path: string | Buffer, options: IdentifyOptions) => Promise<AudioResult<AudioIdentity>>;
}

export interface Snapshot {
  /** In the order of `files`. */
  readonly entries: readonly SnapshotEntry[];
  readonly memo: SnapshotMemo;
  readonly hashedFiles: number;
  readonly hashedBytes: number;
}

interface Taken {
  readonly entry: SnapshotEntry;
  readonly memo: MemoEntry | null;
  readonly hashed: boolean;
}

/** A file that changed after it was found is found again, once. Failures of the environment are never memoised. */
export async function takeSnapshot(
  files: readonly FoundFile[],
  memo: SnapshotMemo | null,
  options: SnapshotOptions,
): Promise<Snapshot> {
  const queue = new PQueue({ concurrency: options.concurrency });
  const known = new Map(Object.entries(memo?.files ?? {}));
  const taken = await Promise.all(
    files.map((file) => recall(file, known.get(file.relPath)) ?? queue.add(() => hash(file, options))),
  );
  const hashed = taken.filter((one) => one.hashed);
  return {
    entries: taken.map((one) => one.entry),
    memo: { version: 1, files: memoised(taken) },
    hashedFiles: hashed.length,
    hashedBytes: hashed.reduce((sum, one) => sum + one.entry.file.sizeBytes, 0),
  };
}

function memoised(taken: readonly Taken[]): Record<string, MemoEntry> {
  // Without a prototype, a file named `__proto__` is a name like any other.
  const files: Record<string, MemoEntry> = Object.create(null);
  for (const { entry, memo } of taken) if (memo !== null) files[entry.file.relPath] = memo;
  return files;
}

function recall(file: FoundFile, memo: MemoEntry | undefined): Taken | null {
  if (memo === undefined || !isSameStamp(file, memo)) return null;
  if (memo.identity !== undefined) return { entry: { file, identity: memo.identity }, memo, hashed: false };
  if (memo.rejection !== undefined) return { entry: { file, rejection: memo.rejection }, memo, hashed: false };
  return null;
}

function isSameStamp(file: FileStamp, memo: MemoEntry): boolean {
  return (
    file.sizeBytes === memo.sizeBytes &&
    String(file.mtimeNs) === memo.mtimeNs &&
    String(file.ctimeNs) === memo.ctimeNs &&
    String(file.inode) === memo.inode
  );
}

async function hash(file: FoundFile, options: SnapshotOptions): Promise<Taken> {
  const first = await hashOnce(file, options);
  if (!('failure' in first.entry) || first.entry.failure.reason !== 'source-changed') return first;
  const stats = await stat(file.absolutePath, { bigint: true }).catch(() => null);
  return stats === null ? first : hashOnce({ ...file, ...stampOf(stats) }, options);
}

async function hashOnce(file: FoundFile, options: SnapshotOptions): Promise<Taken> {
  const startedMs = options.nowMs();
  const identified = await options.identify(file.absolutePath, { expectedStamp: file });
  if (identified.ok) {
    const { value: identity } = identified;
    return { entry: { file, identity }, memo: memoOf(file, startedMs, { identity }), hashed: true };
  }
  const problem = identified.failure;
  if (problem.kind === 'failed') return { entry: { file, failure: problem.failure }, memo: null, hashed: true };
  const { rejection } = problem;
  return { entry: { file, rejection }, memo: memoOf(file, startedMs, { rejection }), hashed: true };
}

/** Null for a file whose stamp is too young, or lies in the future, to vouch for what was read since `startedMs`. */
function memoOf(
  file: FileStamp,
  startedMs: number,
  verdict: Pick<MemoEntry, 'identity' | 'rejection'>,
): MemoEntry | null {
  if (isTooYoung(file, startedMs)) return null;
  const { sizeBytes, mtimeNs, ctimeNs, inode } = file;
  return { sizeBytes, mtimeNs: String(mtimeNs), ctimeNs: String(ctimeNs), inode: String(inode), ...verdict };
}
