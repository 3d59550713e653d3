/**
 * Asks music-metadata about a file through a reader of ours: loaded only when needed, told what the container is, never longer
 * than the time limit. Knows nothing of what the answer is for.
 */
import type { IAudioMetadata } from 'music-metadata';
import type { Container } from './audio.ts';
import { type ByteReader, readingAhead } from './byte-reader.ts';

const MIME_TYPES: Readonly<Record<Container, string>> = {
  wav: 'audio/wav',
  aiff: 'audio/aiff',
  flac: 'audio/flac',
  mp3: 'audio/mpeg',
  ogg: 'audio/ogg',
  mp4: 'audio/mp4',
  matroska: 'audio/matroska',
  asf: 'audio/ms-asf',
  caf: 'audio/x-caf',
  wavpack: 'audio/wavpack',
  ape: 'audio/ape',
  adts: 'audio/aac',
  dsf: 'audio/dsf',
  musepack: 'audio/musepack',
};

/** music-metadata reads a few bytes at a time; each read of ours fetches this many. */
const READ_AHEAD_BYTES = 65_536;

/** The file may well be read next time: nothing is wrong with it. */
export class TimeLimitReached extends Error {}

/** What the file says of itself, or an Error with the reason why nothing can be said. Never throws. */
export async function readMetadata(
  reader: ByteReader,
  container: Container,
  timeLimitMs: number,
): Promise<IAudioMetadata | Error> {
  let timer: NodeJS.Timeout | undefined;
  const limit = { reached: false };
  const timeout = new Promise<Error>((resolve) => {
    timer = setTimeout(() => {
      limit.reached = true;
      resolve(new TimeLimitReached(`not read within ${timeLimitMs} ms`));
    }, timeLimitMs);
  });
  try {
    return await Promise.race([parse(asBlob(reader, MIME_TYPES[container], limit)), timeout]);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    clearTimeout(timer);
  }
}

async function parse(blob: Blob): Promise<IAudioMetadata> {
  const { parseBlob } = await import('music-metadata');
  return parseBlob(blob, { skipCovers: true, duration: false });
}

/**
 * The part of a Blob that music-metadata uses: of its own entrances, those that take a path trust the extension, and those that
 * take a stream cannot seek to the tags at the end. Reads fail once the time is up, so that nothing goes on behind our back.
 */
function asBlob(reader: ByteReader, type: string, limit: { readonly reached: boolean }): Blob {
  const ahead = readingAhead(reader, READ_AHEAD_BYTES);
  async function read(from: number, to: number): Promise<Uint8Array> {
    if (limit.reached) throw new Error('the time limit is reached');
    return Uint8Array.from(await ahead.read(from, to - from));
  }
  const blob = {
    size: reader.sizeBytes,
    type,
    slice: (from: number, to: number) => ({ arrayBuffer: async () => (await read(from, to)).buffer }),
  };
  return blob as unknown as Blob;
}
