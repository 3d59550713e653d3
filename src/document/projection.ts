/**
 * Which of the rendered textures the export holds, each with its standing among the others, and which are left out for their grade. Pure.
 */
import type { RejectedFile } from '../library/track.ts';
import type { Profile } from '../pipeline/profile.ts';
import { type Grade, isGradedOrWorse } from '../quality/grade.ts';
import { type Percentiles, percentilesOf } from '../quality/percentiles.ts';
import {
  bySlug,
  type PlacedOwnFile,
  type PlacedTexture,
  placeOwnFiles,
  placeTextures,
  type TreeTrack,
} from './tree.ts';

export interface ExportedTexture extends PlacedTexture {
  /** Among the textures that are exported. */
  readonly percentiles: Percentiles;
}

export interface LeftOutTexture extends PlacedTexture {
  /** The best grade that is left out. */
  readonly limit: Grade;
}

export interface Projection {
  readonly exported: readonly ExportedTexture[];
  readonly leftOut: readonly LeftOutTexture[];
  readonly ownFiles: readonly PlacedOwnFile[];
}

/** A texture with a sharp fault is unusable: whatever is asked for, F is out. The renderer makes none, but rules may have changed since. */
const ALWAYS_OUT: Grade = 'F';

/** The textures of `tracks` in the order of their paths. */
export function project(tracks: readonly TreeTrack[], profile: Profile): Projection {
  const placed = [...tracks].sort(bySlug).flatMap((entry) =>
    placeTextures(entry, profile).map((texture) => ({
      ...texture,
      limit: entry.autoRejectGrades?.[texture.record.kind] ?? ALWAYS_OUT,
    })),
  );
  const isLeftOut = ({ judgement, limit }: LeftOutTexture): boolean => isGradedOrWorse(judgement.grade, limit);
  const kept = placed.filter((texture) => !isLeftOut(texture));
  const percentiles = percentilesOf(kept.map(({ record }) => record.measures));
  return {
    exported: kept.map(({ limit: _, ...texture }, index) => ({ ...texture, percentiles: percentiles[index] })),
    leftOut: placed.filter(isLeftOut),
    ownFiles: [...tracks].sort(bySlug).flatMap(placeOwnFiles),
  };
}

/** Textures that were left out, as rejections. */
export const leftOutRejections = ({ leftOut }: Projection, stage: string): RejectedFile[] =>
  leftOut.map(({ track, judgement, limit, path }) => ({
    id: track.id,
    relPath: track.relPath,
    stage,
    rule: 'auto-reject-grade',
    measured: judgement.grade,
    threshold: limit,
    texture: path,
  }));
