/**
 * Reads what a file says of its music. Never fails: what cannot be read is a warning. Knows nothing of what is done with it.
 */
import type { IAudioMetadata, ICommonTagsResult } from 'music-metadata';
import type { AudioProblem, Container } from './audio.ts';
import { fileReader } from './byte-reader.ts';
import { openRegularFile } from './file-stamp.ts';
import { readMetadata, TimeLimitReached } from './metadata.ts';
import type { Tags } from './track.ts';

export interface TagsRead {
  readonly tags: Tags;
  readonly warnings: readonly string[];
  /** False where the system or the time limit stood in the way: the next look may tell more, so this one is not to be kept. */
  readonly isFinal: boolean;
}

const MAX_CHARACTERS = 500;
const MAX_WARNINGS = 5;
const NO_TAGS: Tags = { title: null, artist: null, album: null, track: null, bpm: null, key: null };

/** The tags of the file at `path`, which is known to be `container`; gives up after `timeLimitMs`. */
export async function readTags(path: string | Buffer, container: Container, timeLimitMs: number): Promise<TagsRead> {
  const opened = await openRegularFile(path);
  if (!opened.ok) {
    const isFinal = opened.failure.kind === 'rejected';
    return { tags: NO_TAGS, warnings: [`tags: ${reasonOf(opened.failure)}`], isFinal };
  }
  const { handle, stamp } = opened.value;
  try {
    const metadata = await readMetadata(fileReader(handle, stamp.sizeBytes), container, timeLimitMs);
    if (metadata instanceof Error) {
      const isFinal = !(metadata instanceof TimeLimitReached || 'syscall' in metadata);
      return { tags: NO_TAGS, warnings: [`tags: ${cleanText(metadata.message) ?? 'unreadable'}`], isFinal };
    }
    return { tags: tagsFrom(metadata.common), warnings: warningsFrom(metadata), isFinal: true };
  } finally {
    await handle.close();
  }
}

function reasonOf(problem: AudioProblem): string {
  return problem.kind === 'rejected' ? `${problem.rejection.measured}` : `cannot be opened (${problem.failure.reason})`;
}

/**
 * What music-metadata says of sound files too: of chunk sizes, where `identify.ts` knows better, of chunks that are not its business, and of the
 * zero bytes that pad an ID3v2.4 tag.
 */
const NOISE = /chunk size|^Ignore chunk|^Invalid ID3v2\.4 frame-header-ID:\0*$|header has empty tag type/i;

function warningsFrom(metadata: IAudioMetadata): string[] {
  return metadata.quality.warnings
    .filter(({ message }) => !NOISE.test(message))
    .slice(0, MAX_WARNINGS)
    .map(({ message }) => `tags: ${cleanText(message) ?? ''}`);
}

function tagsFrom(common: ICommonTagsResult): Tags {
  return {
    title: cleanText(common.title),
    artist: cleanText(common.artist),
    album: cleanText(common.album),
    track: positive(common.track?.no, 100_000),
    bpm: positive(common.bpm, 1000),
    key: cleanText(common.key),
  };
}

/** Control, bidirectional and other invisible characters become spaces: tags end up in terminals, tables and pages. */
export function cleanText(text: unknown): string | null {
  if (typeof text !== 'string') return null;
  const clean = text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
  return clean === '' ? null : [...clean].slice(0, MAX_CHARACTERS).join('');
}

function positive(value: unknown, limit: number): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 && value <= limit ? value : null;
}
