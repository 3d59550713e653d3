/**
 * Fetches the audio that plans ask for, at the output's rate. A plan at a time where the source can be read anywhere at no cost, so that no more
 * than one texture's audio is in memory; all at once where each look means decoding again. Knows nothing of kinds.
 */
import { resample } from '../dsp/resample.ts';
import type { AudioProblem } from '../library/audio.ts';
import type { FrameRange, TrackAudio } from '../library/track-audio.ts';
import { ok, type Result } from '../result.ts';
import type { Channels, TexturePlan } from './texture.ts';

export interface ReadPlan {
  readonly plan: TexturePlan;
  readonly segments: readonly Channels[];
}

const framesOf = (plan: TexturePlan, sampleRateHz: number): FrameRange[] =>
  plan.ranges.map(({ startSeconds, endSeconds }) => ({
    startFrame: Math.round(startSeconds * sampleRateHz),
    endFrame: Math.round(endSeconds * sampleRateHz),
  }));

export async function* readSegments(
  audio: TrackAudio,
  plans: readonly TexturePlan[],
  outputRateHz: number,
): AsyncGenerator<Result<ReadPlan, AudioProblem>> {
  const batches = audio.readsAnywhere ? plans.map((plan) => [plan]) : [plans];
  for (const batch of batches) {
    const ranges = batch.map((plan) => framesOf(plan, audio.sampleRateHz));
    const read = await audio.readRanges(ranges.flat());
    if (!read.ok) {
      yield read;
      return;
    }
    let next = 0;
    for (const [index, plan] of batch.entries()) {
      const own = read.value.slice(next, next + ranges[index].length);
      next += ranges[index].length;
      const segments = own.map((planes) => planes.map((plane) => resample(plane, audio.sampleRateHz, outputRateHz)));
      yield ok({ plan, segments });
    }
  }
}
