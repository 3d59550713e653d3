/**
 * The standing record: everything a finished build looked at, with what the file system said of it, and what the build answers while all of that
 * stands. Bytes and their meaning only; knows nothing of where it is kept or how it is checked.
 */
import { createHash } from 'node:crypto';
import type { PlanEvent, StageCounts, StartEvent, SummaryEvent } from '../event.ts';

/** Raised when the bytes mean something else. Records of another number are none. */
const FORMAT = 1;

/** Paths below one folder, each with the same number of figures. */
export interface WatchedGroup {
  /** Absolute. */
  readonly folder: string;
  /** Below `folder`, `/` between names; '' is the folder itself. No name has a NUL in it. */
  readonly names: readonly string[];
  /** 1: the mtime alone. 4: size, mtime, ctime and inode. Times in ns. */
  readonly figures: 1 | 4;
  /** `figures` for each name, in their order. */
  readonly stamps: BigUint64Array;
}

/** What the build says when there is nothing to do. */
export interface StandingAnswer {
  readonly start: Omit<StartEvent, 'jobs'>;
  readonly plan: PlanEvent;
  readonly summary: Omit<SummaryEvent, 'elapsedMs'>;
  readonly stages: Readonly<Record<string, StageCounts>>;
}

export interface StandingRecord {
  /** Digest of what was asked, and of which program. */
  readonly request: string;
  readonly answer: StandingAnswer;
  /** Paths as they were named, and where they led. */
  readonly links: readonly { readonly named: string; readonly real: string }[];
  readonly groups: readonly WatchedGroup[];
}

interface Head extends Omit<StandingRecord, 'groups'> {
  readonly format: number;
  readonly groups: readonly { folder: string; figures: 1 | 4; count: number }[];
}

const DIGEST_BYTES = 32;
/** Of the head and of the names. */
const LENGTHS_BYTES = 8;
const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** SHA-256 of the rest · byte lengths of head and names (two u32) · stamps (u64 each) · head (JSON) · names (UTF-8, NUL between them). Little-endian. */
export function encodeRecord({ groups, ...record }: StandingRecord): Uint8Array {
  const shapes = groups.map(({ folder, figures, names }) => ({ folder, figures, count: names.length }));
  const head = Buffer.from(JSON.stringify({ format: FORMAT, ...record, groups: shapes } satisfies Head));
  const names = Buffer.from(groups.flatMap((group) => group.names).join('\0'));
  const lengths = Buffer.alloc(LENGTHS_BYTES);
  lengths.writeUInt32LE(head.length, 0);
  lengths.writeUInt32LE(names.length, 4);
  const stamps = groups.map(({ stamps: { buffer, byteOffset, byteLength } }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  const body = Buffer.concat([lengths, ...stamps, head, names]);
  return Buffer.concat([sha256(body), body]);
}

/** Null for what was damaged, cut, or written by a version that means something else by it. */
export function decodeRecord(bytes: Uint8Array): StandingRecord | null {
  if (bytes.length < DIGEST_BYTES + LENGTHS_BYTES) return null;
  const body = Buffer.from(bytes.buffer, bytes.byteOffset + DIGEST_BYTES, bytes.length - DIGEST_BYTES);
  if (sha256(body).compare(bytes, 0, DIGEST_BYTES) !== 0) return null;
  const namesStart = body.length - body.readUInt32LE(4);
  const headStart = namesStart - body.readUInt32LE(0);
  const { format, groups: shapes, ...head } = JSON.parse(body.toString('utf8', headStart, namesStart)) as Head;
  if (format !== FORMAT) return null;
  // A copy, as views of 8-byte figures must begin at a multiple of 8.
  const stamps = new BigUint64Array(Uint8Array.from(body.subarray(LENGTHS_BYTES, headStart)).buffer);
  const names = body.toString('utf8', namesStart).split('\0');
  let [name, figure] = [0, 0];
  const groups = shapes.map(({ folder, figures, count }): WatchedGroup => {
    const [firstName, firstFigure] = [name, figure];
    name += count;
    figure += count * figures;
    return { folder, figures, names: names.slice(firstName, name), stamps: stamps.subarray(firstFigure, figure) };
  });
  return { ...head, groups };
}
