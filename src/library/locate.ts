/**
 * Finds the audio in a file: sniffs the container and parses its head. Knows nothing of digests.
 */

import type { Result } from '../result.ts';
import { parseAiff } from './aiff.ts';
import { type AudioResult, type Container, rejected } from './audio.ts';
import type { ByteReader } from './byte-reader.ts';
import { parseFlac } from './flac-head.ts';
import type { AudioLayout, LayoutError } from './layout.ts';
import { parseOther } from './other-head.ts';
import { SNIFF_BYTES, sniff } from './sniff.ts';
import { audioEndBeforeTags, leadingApeBytes, leadingTagBytes } from './trailing-tags.ts';
import { parseWav } from './wav.ts';

export interface LocatedAudio {
  readonly container: Container;
  readonly layout: AudioLayout;
}

/** For MP3 the format is only known after a walk over the frames: until then it has no rate, channels or length. */
export async function locateAudio(reader: ByteReader): Promise<AudioResult<LocatedAudio>> {
  if (reader.sizeBytes === 0) return rejected('empty-file', '0 bytes', 'audio');
  const base = await startOfContainer(reader);
  if (base >= reader.sizeBytes) return rejected('not-audio', 'a tag with nothing behind it', 'audio');
  const sniffed = sniff(await reader.read(base, SNIFF_BYTES));
  if (sniffed.kind === 'not-audio') return rejected('not-audio', sniffed.looksLike, 'audio');
  const { container } = sniffed;
  const parsed = await parseHead(reader, container, base);
  if (!parsed.ok) return rejected('unreadable', parsed.failure.measured, parsed.failure.threshold);
  return { ok: true, value: { container, layout: parsed.value } };
}

async function startOfContainer(reader: ByteReader): Promise<number> {
  const id3 = await leadingTagBytes(reader);
  return id3 + (await leadingApeBytes(reader, id3));
}

async function parseHead(
  reader: ByteReader,
  container: Container,
  base: number,
): Promise<Result<AudioLayout, LayoutError>> {
  switch (container) {
    case 'wav':
      return parseWav(reader, base);
    case 'aiff':
      return parseAiff(reader, base);
    case 'flac':
      return parseFlac(reader, base);
    case 'mp3':
      return { ok: true, value: await mp3Layout(reader, base) };
    default:
      return parseOther(reader, container, base);
  }
}

async function mp3Layout(reader: ByteReader, base: number): Promise<AudioLayout> {
  return {
    format: {
      container: 'mp3',
      codec: 'mp3',
      sampleRateHz: 0,
      channels: 0,
      bitDepth: null,
      frames: null,
      durationSeconds: null,
    },
    encoding: null,
    formatBytes: Buffer.alloc(0),
    formatStart: base,
    audioStart: base,
    audioEnd: await audioEndBeforeTags(reader, base),
    channelMask: 0,
    warnings: [],
  };
}
