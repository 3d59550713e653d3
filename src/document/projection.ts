/**
 * Which of the rendered textures of a track the export holds, and which are left out for their grade. Pure.
 */
import type { RejectedFile } from '../library/track.ts';
import type { Profile } from '../pipeline/profile.ts';
import { type Grade, isGradedOrWorse } from '../quality/grade.ts';
import { type PlacedOwnFile, type PlacedTexture, placeOwnFiles, placeTextures, type TreeTrack } from './tree.ts';

export interface LeftOutTexture extends PlacedTexture {
  /** The best grade that is left out. */
  readonly limit: Grade;
}

export interface ProjectedTrack {
  readonly entry: TreeTrack;
  readonly exported: readonly PlacedTexture[];
  readonly leftOut: readonly LeftOutTexture[];
  readonly ownFiles: readonly PlacedOwnFile[];
}

/** A texture with a sharp fault is unusable: whatever is asked for, F is out. The renderer makes none, but rules may have changed since. */
const ALWAYS_OUT: Grade = 'F';

/** The textures of a track in the order of their paths. */
export function projectTrack(entry: TreeTrack, profile: Profile): ProjectedTrack {
  const placed = placeTextures(entry, profile);
  const limitOf = ({ record }: PlacedTexture): Grade => entry.autoRejectGrades?.[record.kind] ?? ALWAYS_OUT;
  const isLeftOut = (texture: PlacedTexture): boolean => isGradedOrWorse(texture.judgement.grade, limitOf(texture));
  return {
    entry,
    exported: placed.filter((texture) => !isLeftOut(texture)),
    leftOut: placed.filter(isLeftOut).map((texture) => ({ ...texture, limit: limitOf(texture) })),
    ownFiles: placeOwnFiles(entry),
  };
}

/** Textures that were left out, as rejections. */
export const leftOutRejections = ({ leftOut }: ProjectedTrack, stage: string): RejectedFile[] =>
  leftOut.map(({ track, judgement, limit, path }) => ({
    id: track.id,
    relPath: track.relPath,
    stage,
    rule: 'auto-reject-grade',
    measured: judgement.grade,
    threshold: limit,
    texture: path,
  }));
