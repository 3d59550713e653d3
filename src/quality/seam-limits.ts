/**
 * How far each figure of a seam may go. Apart from the other rules because the worst channel cannot be told without them.
 * Knows nothing of how the figures are measured.
 */

/** A step at the seam larger than all but 1 in 1,000 steps of the loop itself is a click. */
export const MAX_SEAM_STEP_RATIO = 1;
/** Spectral change at the seam against the median of the loop: by half more is noticed in steady material. */
export const MAX_SEAM_FLUX_RATIO = 1.5;
/** About the smallest change of level that is noticed in steady sound. */
export const MAX_SEAM_LEVEL_DB = 1;
/** Over 400 ms levels settle, so that 2 dB between the end of a loop and its start are its own drift, heard as a lurch at each turn. */
export const MAX_SEAM_DRIFT_DB = 2;
/** A hole of 6 dB for 50 ms is heard as a pulse at every turn of the loop. */
export const MAX_SEAM_DIP_DB = 6;
/**
 * How far a seam may go beyond the 98th percentile of its own loop. The percentile alone would condemn one seamless loop in 50 for
 * each figure and channel; half as much again makes that one in 2,000 where moments are normally distributed, and leaves room
 * for a beat on the seam, which the analysis frames there meet more squarely than any other beat.
 */
const UNUSUAL_RATIO = 1.5;

/** The most a figure may be: its limit, or somewhat more than what is usual inside the same loop where that is larger. */
export const seamAllowance = (limit: number, usual: number | null): number =>
  Math.max(limit, UNUSUAL_RATIO * (usual ?? 0));
