/**
 * Whether an audio file ends before its head says it should: it may still be coming. Reads heads and ends, and all of an MP3, whose frames must be
 * counted. Knows nothing of who is waiting.
 */
import type { AudioProblem } from './audio.ts';
import { type ByteReader, fileReader } from './byte-reader.ts';
import { openRegularFile } from './file-stamp.ts';
import { framesUpToEnd } from './flac-frames.ts';
import { identifyAudio } from './identify.ts';
import { type LocatedAudio, locateAudio } from './locate.ts';

/** Longer than the frames of real encoders: 4,608 sample frames of two channels and 24 bits are 28 kB. */
const FLAC_TAIL_BYTES = 1 << 18;
/** What is shorter may be a head that has yet to come. */
const SHORTEST_BYTES = 4096;

/** False for what is whole, for what is no audio at all, and for what cannot be read: waiting would help none of them. */
export async function isCutShort(path: string | Buffer): Promise<boolean> {
  const opened = await openRegularFile(path);
  if (!opened.ok) return false;
  const { handle, stamp } = opened.value;
  try {
    const reader = fileReader(handle, stamp.sizeBytes);
    const located = await locateAudio(reader);
    if (!located.ok) return isUnfinishedHead(located.failure, stamp.sizeBytes);
    return await endsEarly(path, located.value, reader);
  } catch {
    return false; // gone or refused since it was opened: whoever builds will say so
  } finally {
    await handle.close();
  }
}

/** A few bytes of any format look like none. */
const isUnfinishedHead = (problem: AudioProblem, sizeBytes: number): boolean =>
  problem.kind === 'rejected' && (problem.rejection.rule !== 'not-audio' || sizeBytes < SHORTEST_BYTES);

async function endsEarly(path: string | Buffer, { container, layout }: LocatedAudio, reader: ByteReader) {
  if (container === 'flac') {
    const { frames } = layout.format;
    const from = Math.max(layout.audioStart, layout.audioEnd - FLAC_TAIL_BYTES);
    const tail = await reader.read(from, layout.audioEnd - from);
    const had = framesUpToEnd(tail, layout.formatBytes.readUInt16BE(0));
    return had === null || (frames !== null && had < frames);
  }
  if (container !== 'mp3') return isTold(layout.warnings);
  const identified = await identifyAudio(path);
  return identified.ok ? isTold(identified.value.warnings) : identified.failure.kind === 'rejected';
}

const isTold = (warnings: readonly string[]): boolean => warnings.some((one) => one.startsWith('truncated:'));
