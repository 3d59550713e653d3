/** How much of the air of one stretch is that of another: the same hit with other silence around it is the same air. Pure. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { overlapRatio, type RegionFigures } from './regions.ts';

/** Analysis frames this far below the air of their region are its pauses. */
const PAUSE_DB = 20;

/** Share of the frames of `region` with air that lie between two instants; 0 where it has none. */
function airShare(analysis: TrackAnalysis, region: RegionFigures, fromSeconds: number, toSeconds: number): number {
  const { airDbfs, frames, hopSeconds } = analysis;
  const first = Math.round(region.startSeconds / hopSeconds);
  const last = Math.min(frames, Math.round(region.endSeconds / hopSeconds));
  const lowestDbfs = region.airDbfs - PAUSE_DB;
  let airy = 0;
  let within = 0;
  for (let i = first; i < last; i++) {
    if (airDbfs[i] < lowestDbfs) continue;
    airy++;
    const seconds = i * hopSeconds;
    if (seconds >= fromSeconds && seconds < toSeconds) within++;
  }
  return airy > 0 ? within / airy : 0;
}

/** The larger share that two regions have in common: of the time of the shorter, or of the air of either. 0 to 1. */
export function airOverlap(analysis: TrackAnalysis): (a: RegionFigures, b: RegionFigures) => number {
  return (a, b) => {
    const time = overlapRatio(a, b);
    if (time === 0) return 0;
    const from = Math.max(a.startSeconds, b.startSeconds);
    const to = Math.min(a.endSeconds, b.endSeconds);
    return Math.max(time, airShare(analysis, a, from, to), airShare(analysis, b, from, to));
  };
}
