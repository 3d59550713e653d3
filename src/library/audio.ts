/**
 * What is known about one source file: its container and format, the digests of its audio and of all else, and the verdicts
 * that keep a file out. Knows nothing of how a file is read.
 */
import type { Failure } from '../failure.ts';
import { err, type Result } from '../result.ts';

export type Container =
  | 'wav'
  | 'aiff'
  | 'flac'
  | 'mp3'
  | 'ogg'
  | 'mp4'
  | 'matroska'
  | 'asf'
  | 'caf'
  | 'wavpack'
  | 'ape'
  | 'adts'
  | 'dsf'
  | 'musepack';

export interface AudioFormat {
  readonly container: Container;
  /** The codec in the words of the field: `pcm-s16le`, `flac`, `mp3`, `vorbis`, … */
  readonly codec: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Bits of a stored sample; null for lossy codecs. */
  readonly bitDepth: number | null;
  /** Sample frames that the bytes at hand hold, where that is known without decoding. */
  readonly frames: number | null;
  readonly durationSeconds: number | null;
}

/** A verdict about the bytes of a file, so it may be cached, unlike a `Failure`. */
export interface AudioRejection {
  readonly rule: 'empty-file' | 'not-a-file' | 'not-audio' | 'unreadable' | 'too-large';
  readonly measured: string | number;
  readonly threshold: string | number;
}

export interface AudioIdentity {
  /** SHA-256 (hex) of the format fields and the audio bytes: re-tagging does not change it. */
  readonly payloadDigest: string;
  /** SHA-256 (hex) of every byte outside the payload. */
  readonly tagDigest: string;
  readonly format: AudioFormat;
  /** `<kind>: <detail>`, for example `truncated: data chunk says 4000 bytes, file has 1000`. */
  readonly warnings: readonly string[];
}

/** Why a file gave no audio: a verdict about its bytes, or a failure of the environment. */
export type AudioProblem =
  | { readonly kind: 'rejected'; readonly rejection: AudioRejection }
  | { readonly kind: 'failed'; readonly failure: Failure };

export type AudioResult<T> = Result<T, AudioProblem>;

/** The limits of what is worked on: beyond them a header is damaged or hostile. */
export const AUDIO_LIMITS = {
  channels: 32,
  minSampleRateHz: 1000,
  maxSampleRateHz: 768_000,
  durationSeconds: 24 * 3600,
} as const;

export function rejected(
  rule: AudioRejection['rule'],
  measured: string | number,
  threshold: string | number,
): Result<never, AudioProblem> {
  return err({ kind: 'rejected', rejection: { rule, measured, threshold } });
}

export function failed(failure: Failure): Result<never, AudioProblem> {
  return err({ kind: 'failed', failure });
}

/** The limit that `format` breaks, or null. */
export function brokenLimit(format: AudioFormat): AudioRejection | null {
  const { channels, sampleRateHz, durationSeconds } = format;
  const { minSampleRateHz, maxSampleRateHz } = AUDIO_LIMITS;
  if (!(channels >= 1 && channels <= AUDIO_LIMITS.channels)) {
    return {
      rule: 'unreadable',
      measured: `${channels} channels`,
      threshold: `1 to ${AUDIO_LIMITS.channels} channels`,
    };
  }
  if (!(sampleRateHz >= minSampleRateHz && sampleRateHz <= maxSampleRateHz)) {
    return {
      rule: 'unreadable',
      measured: `${sampleRateHz} Hz`,
      threshold: `${minSampleRateHz} to ${maxSampleRateHz} Hz`,
    };
  }
  if (durationSeconds !== null && durationSeconds > AUDIO_LIMITS.durationSeconds) {
    return { rule: 'too-large', measured: `${durationSeconds} s`, threshold: `${AUDIO_LIMITS.durationSeconds} s` };
  }
  return null;
}
