/** What a loop's seam must meet, and how it is told. Knows nothing of how the figures are measured. */
import type { SeamFigures } from '../dsp/seam.ts';
import type { TextureRejection } from './texture.ts';

/** Step and flux at the seam against those inside, and the level step in dB: above these a seam is heard. */
export const SEAM_LIMITS = { stepRatio: 1, fluxRatio: 1.5, levelDb: 1 } as const;

/** What is measured here may come out a hair higher on the finished file, with its other framing and rounding. */
const COMFORTABLE_SHARE = 0.97;

/** The largest of the three figures, each as a share of its limit: 1 or less passes. */
export function seamBadness(seam: SeamFigures): number {
  return Math.max(
    seam.stepRatio / SEAM_LIMITS.stepRatio,
    seam.fluxRatio / SEAM_LIMITS.fluxRatio,
    Math.abs(seam.levelDb) / SEAM_LIMITS.levelDb,
  );
}

/** The rejection for the figure that misses its limit by most; null when all three are met. */
export function seamRejection(name: string, seam: SeamFigures): TextureRejection | null {
  const badness = seamBadness(seam);
  if (badness <= COMFORTABLE_SHARE) return null;
  if (badness === seam.stepRatio / SEAM_LIMITS.stepRatio)
    return { name, rule: 'seam-step-ratio', measured: seam.stepRatio, threshold: SEAM_LIMITS.stepRatio };
  if (badness === seam.fluxRatio / SEAM_LIMITS.fluxRatio)
    return { name, rule: 'seam-flux-ratio', measured: seam.fluxRatio, threshold: SEAM_LIMITS.fluxRatio };
  return { name, rule: 'seam-level-db', measured: seam.levelDb, threshold: SEAM_LIMITS.levelDb };
}

/** The figures as texture parameters. */
export function seamParameters(seam: SeamFigures): Readonly<Record<string, number>> {
  return { seamStepRatio: seam.stepRatio, seamFluxRatio: seam.fluxRatio, seamLevelDb: seam.levelDb };
}
