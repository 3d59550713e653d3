/** Where a pad loops: candidates by correlation, level and harmony, then the calmest of the finished loops. Knows nothing of where the sound is from. */
import { type BiquadCoefficients, designHighpass, designLowpass, filterLoop } from '../dsp/biquad.ts';
import { crossfadedLoop } from '../dsp/crossfade.ts';
import { loopStarts } from '../dsp/fixed-loop.ts';
import { levelLoop } from '../dsp/leveller.ts';
import { type OpenedLoop, openedAtCalmest } from '../dsp/loop-opening.ts';
import { type LoopCandidate, loopCandidates } from '../dsp/loop-point.ts';
import { levelSpreadDb, withWidth } from '../dsp/stereo-level.ts';
import type { Profile } from '../pipeline/profile.ts';
import type { PadFit } from './pad-fit.ts';
import { seamBadness } from './seam-gate.ts';
import type { Channels } from './texture.ts';

/** Takes half of the pumping out, and none of the beating. */
const EVENNESS = { windowSeconds: 0.25, strength: 0.5 } as const;
const STARTS = 4;
const CANDIDATES_PER_START = 4;
const TRIALS = 6;
/** A seam so far below its limits is not bettered. */
const CALM_ENOUGH = 0.95;
const STEADINESS_WEIGHT = 1.5;
const BUTTERWORTH_Q = Math.SQRT1_2;

/** A finished loop, and where it was cut. */
export interface PadLoop {
  readonly candidate: LoopCandidate;
  readonly loop: OpenedLoop;
}

interface RankedLoop {
  readonly candidate: LoopCandidate;
  readonly worth: number;
}

/** Candidates from several starts, best first: alike at both ends, long, of even level and of one harmony. */
export function rankedLoops(
  mono: Float32Array,
  fit: PadFit,
  sampleRateHz: number,
  steadiness: (loop: LoopCandidate) => number,
): LoopCandidate[] {
  const maxFrames = Math.max(1, Math.round(fit.maxSeconds * sampleRateHz));
  const found = candidatesOf(mono, fit, sampleRateHz).map((candidate): RankedLoop => {
    const frames = candidate.endFrame - candidate.startFrame;
    const spreadDb = levelSpreadDb(mono.subarray(candidate.startFrame, candidate.endFrame), sampleRateHz);
    const sound = candidate.correlation + 0.3 * (frames / maxFrames) - 0.06 * spreadDb;
    return { candidate, worth: sound + STEADINESS_WEIGHT * steadiness(candidate) };
  });
  return found.sort((a, b) => b.worth - a.worth).map(({ candidate }) => candidate);
}

function candidatesOf(mono: Float32Array, fit: PadFit, sampleRateHz: number): LoopCandidate[] {
  const fadeFrames = Math.round(fit.crossfadeSeconds * sampleRateHz);
  const minFrames = Math.round(fit.minSeconds * sampleRateHz);
  const maxFrames = Math.max(minFrames, Math.round(fit.maxSeconds * sampleRateHz));
  if (fit.isExact) return loopStarts(mono, maxFrames, fadeFrames, STARTS * CANDIDATES_PER_START);
  const slack = Math.max(0, mono.length - fadeFrames - Math.max(minFrames, Math.round(maxFrames * 0.8)));
  return Array.from({ length: STARTS }, (_, i) =>
    loopCandidates(mono, Math.floor((slack * i) / STARTS), { minFrames, maxFrames, fadeFrames }, CANDIDATES_PER_START),
  ).flat();
}

function toneFilters({ pads, output }: Profile): readonly BiquadCoefficients[] {
  const rate = output.sample_rate_hz;
  const highpass = designHighpass(pads.highpass_hz, BUTTERWORTH_Q, rate);
  return pads.lowpass_hz < 0.45 * rate ? [highpass, designLowpass(pads.lowpass_hz, BUTTERWORTH_Q, rate)] : [highpass];
}

/** The finished loop of one candidate: crossfaded, filtered as a loop, opened where it is calmest. */
function loopOf(channels: Channels, candidate: LoopCandidate, fit: PadFit, profile: Profile): OpenedLoop {
  const rate = profile.output.sample_rate_hz;
  const fadeFrames = Math.round(fit.crossfadeSeconds * rate);
  const loop = crossfadedLoop(channels, candidate.startFrame, candidate.endFrame, fadeFrames);
  filterLoop(loop, toneFilters(profile));
  levelLoop(loop, rate, EVENNESS);
  return openedAtCalmest(withWidth(loop, profile.pads.width_ratio), rate);
}

/** The calmest of the first few of `candidates`; null where there are none. */
export function bestLoop(
  channels: Channels,
  candidates: readonly LoopCandidate[],
  fit: PadFit,
  profile: Profile,
): PadLoop | null {
  let best: PadLoop | null = null;
  for (const candidate of candidates.slice(0, TRIALS)) {
    const loop = loopOf(channels, candidate, fit, profile);
    if (!best || seamBadness(loop.seam) < seamBadness(best.loop.seam)) best = { candidate, loop };
    if (seamBadness(best.loop.seam) < CALM_ENOUGH) break;
  }
  return best;
}
