/**
 * Where in a file the audio lies, and in what form: the outcome of parsing a container's head. Knows nothing of how it is
 * read or decoded.
 */
import type { AudioFormat } from './audio.ts';

/** How one PCM sample is stored. */
export interface SampleEncoding {
  readonly kind: 'signed' | 'unsigned' | 'float';
  readonly bytesPerSample: number;
  readonly littleEndian: boolean;
}

export interface AudioLayout {
  readonly format: AudioFormat;
  /** Null where the audio is not plain PCM and a decoder has to read it. */
  readonly encoding: SampleEncoding | null;
  /** The fields that say what the audio bytes mean, as stored; empty where the audio says so itself. */
  readonly formatBytes: Buffer;
  readonly formatStart: number;
  /** First byte of the audio; `audioEnd` is exclusive. */
  readonly audioStart: number;
  readonly audioEnd: number;
  /** Speaker positions of WAVE_FORMAT_EXTENSIBLE; 0 where the file names none. */
  readonly channelMask: number;
  readonly warnings: readonly string[];
}

/** A head that makes no sense: what it says, and what it should. */
export interface LayoutError {
  readonly measured: string;
  readonly threshold: string;
}

export function pcmCodec(encoding: SampleEncoding): string {
  const letter = encoding.kind === 'signed' ? 's' : encoding.kind === 'unsigned' ? 'u' : 'f';
  const order = encoding.bytesPerSample === 1 ? '' : encoding.littleEndian ? 'le' : 'be';
  return `pcm-${letter}${encoding.bytesPerSample * 8}${order}`;
}
