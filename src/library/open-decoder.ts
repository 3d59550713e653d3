/**
 * Chooses who decodes a file: our own reader for plain PCM, the in-process decoders for FLAC and MP3, ffmpeg for all else.
 * Knows nothing of what is done with the audio.
 */
import { type AudioIdentity, type AudioResult, failed } from './audio.ts';
import { fileReader } from './byte-reader.ts';
import type { Decoder } from './decoder.ts';
import type { EntryPoints } from './entry-points.ts';
import { FfmpegDecoder } from './ffmpeg.ts';
import type { FfmpegLocator } from './ffmpeg-locator.ts';
import { displayPath, type OpenedFile } from './file-stamp.ts';
import { FlacStreamDecoder } from './flac.ts';
import { locateAudio } from './locate.ts';
import { Mp3StreamDecoder } from './mp3.ts';
import { PcmFileDecoder } from './pcm-file.ts';

export interface DecodingSource {
  readonly path: string | Buffer;
  readonly file: OpenedFile;
  readonly identity: AudioIdentity;
  readonly ffmpeg: FfmpegLocator;
  readonly signal: AbortSignal | undefined;
  /** Of an earlier pass over the same audio. */
  readonly entryPoints: EntryPoints | null;
}

export async function openDecoder(source: DecodingSource): Promise<AudioResult<Decoder>> {
  const reader = fileReader(source.file.handle, source.file.stamp.sizeBytes);
  const located = await locateAudio(reader);
  if (!located.ok) return located;
  const { container, layout } = located.value;
  const { entryPoints } = source;
  if (container !== source.identity.format.container) {
    return failed({ reason: 'source-changed', path: displayPath(source.path) });
  }
  if (layout.encoding !== null) return { ok: true, value: new PcmFileDecoder(reader, layout, layout.encoding) };
  if (container === 'flac') return { ok: true, value: new FlacStreamDecoder(reader, layout, entryPoints) };
  if (container === 'mp3')
    return { ok: true, value: new Mp3StreamDecoder(reader, layout, source.identity.format, entryPoints) };
  return openFfmpeg(source);
}

/**
 * The decoder of every other format; `decoder-missing` where there is no ffmpeg. Not a second try for FLAC and MP3: their action keys do
 * not name an ffmpeg, so what they decode to must not depend on one.
 */
async function openFfmpeg(source: DecodingSource): Promise<AudioResult<FfmpegDecoder>> {
  const { path, file, identity, ffmpeg, signal } = source;
  const { container } = identity.format;
  const located = await ffmpeg.locate();
  if (located === null) {
    return failed({ reason: 'decoder-missing', path: displayPath(path), container, tried: ffmpeg.tried() });
  }
  return FfmpegDecoder.open({ binary: located.path, path, handle: file.handle, container, signal });
}
