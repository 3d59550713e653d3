/**
 * What is kept of a finished texture beside its bytes: its provenance and its measured figures. Becomes a row of the manifest. Knows
 * nothing of where the file goes.
 */
import type { TextureMeasures } from '../quality/measure.ts';
import type { Kind } from './kinds.ts';
import type { SourceRange, TextureRejection } from './texture.ts';

export interface TextureRecord {
  /** File name part after the track slug. */
  readonly name: string;
  readonly kind: Kind;
  /** SHA-256 of the WAV without text chunks, as it lies in the object store. */
  readonly objectDigest: string;
  /** Of the audio it was made from: an edited track whose other kinds were out of scope has textures of two. */
  readonly payloadDigest: string;
  readonly sizeBytes: number;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly bitDepth: number;
  readonly frames: number;
  readonly loop: { readonly startFrame: number; readonly endFrame: number } | null;
  readonly rootNote: number | null;
  /** Of the texture itself, which may be transposed and stretched: `Fsm`. */
  readonly key: string | null;
  readonly tempoBpm: number | null;
  /** What of the track is in it. */
  readonly source: readonly SourceRange[];
  readonly seed: string;
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly warnings: readonly string[];
  /** The grade is no part of it: whoever shows one judges these figures, so that cached textures are judged by the rules of the day. */
  readonly measures: TextureMeasures;
}

/** What the analysis found out about the whole track. */
export interface TrackFacts {
  readonly integratedLufs: number | null;
  readonly key: string | null;
  readonly keyConfidence: number | null;
  readonly tempoBpm: number | null;
  readonly tempoConfidence: number | null;
  /** The half, the double or another level that is heard too, with the probability that it is the one. */
  readonly alternativeTempoBpm: number | null;
  readonly alternativeTempoConfidence: number | null;
  readonly onsetRateHz: number;
}

/** A verdict about the bytes that leaves nothing to render. */
export interface SourceVerdict {
  readonly rule: string;
  readonly measured: string | number;
  readonly threshold: string | number;
}

/** The result of one render action: track × kind × profile. */
export interface KindResult {
  readonly verdict: SourceVerdict | null;
  readonly facts: TrackFacts | null;
  readonly textures: readonly TextureRecord[];
  readonly rejections: readonly TextureRejection[];
  readonly warnings: readonly string[];
}
