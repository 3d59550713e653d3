/**
 * What is known of a file on its way through the stages: found → catalogued → selected or rejected. Plain data. Knows nothing of how
 * it was found out.
 */
import type { AudioFormat } from './audio.ts';

export interface Tags {
  readonly title: string | null;
  readonly artist: string | null;
  readonly album: string | null;
  readonly track: number | null;
  readonly bpm: number | null;
  readonly key: string | null;
}

/** A file that holds audio: who it is and where it lies. */
export interface FoundTrack {
  /** `t_` and 12 hex digits of the payload digest. */
  readonly id: string;
  /** Below the library root, with `/`. */
  readonly relPath: string;
  readonly sizeBytes: number;
  readonly payloadDigest: string;
  readonly tagDigest: string;
  readonly format: AudioFormat;
  readonly warnings: readonly string[];
}

export interface CatalogTrack extends FoundTrack {
  readonly tags: Tags;
}

export interface SelectedTrack extends CatalogTrack {
  readonly slug: string;
  readonly score: number;
  /** What the score is made of, like `bounces +10`. */
  readonly scoreReasons: readonly string[];
}

/** A file, or a texture of one, that goes no further: by which rule of which stage, what was measured, what would have been needed. */
export interface RejectedFile {
  readonly id: string | null;
  readonly relPath: string;
  readonly stage: string;
  readonly rule: string;
  readonly measured: string | number;
  readonly threshold: string | number;
  /** Where the export would have the texture; absent where it is the file that was rejected. */
  readonly texture?: string;
}
