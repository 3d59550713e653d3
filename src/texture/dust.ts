/**
 * Dust: a pad with the track's own hiss under it, as one seamless loop. Knows what to take of pads and hiss, not how they are made.
 */
import { dbToGain } from '../dsp/elementary.ts';
import { copyOfPlane } from '../dsp/planes.ts';
import type { Profile } from '../pipeline/profile.ts';
import { numbered } from './candidates.ts';
import { plan as planHiss } from './hiss.ts';
import { hissLoop } from './hiss-loop.ts';
import { plan as planPads, render as renderPad } from './pads.ts';
import {
  type Channels,
  isRejection,
  type PlanInput,
  type RenderInput,
  type SourceRange,
  type Texture,
  type TextureRejection,
  type TextureSource,
} from './texture.ts';

type PadPlan = ReturnType<typeof planPads>['plans'][number];
type DustDetail = PadPlan['sources'][number]['detail'];

/** Stretches of air that the pads take in turn. */
const AIR_RANGES = 3;

const nameOf = (index: number): string => numbered('dust', index);

/** The profile of the pads under which dust lies. */
function padProfile(profile: Profile): Profile {
  const { count, min_duration_seconds, max_duration_seconds } = profile.dust;
  return { ...profile, pads: { ...profile.pads, count, min_duration_seconds, max_duration_seconds } };
}

/** Where the track has air for a loop as long as the longest pad; or why it has none. */
function airRanges(input: PlanInput): readonly SourceRange[] | TextureRejection {
  const { profile } = input;
  const { max_duration_seconds: loop_duration_seconds } = profile.dust;
  const hiss = { ...profile.hiss, loop_count: AIR_RANGES, flicker_count: 0, loop_duration_seconds };
  const { plans, rejections } = planHiss({
    ...input,
    profile: { ...profile, hiss: { ...hiss, synthetic_when_missing: false } },
  });
  // The last of the loops may be tried from every source that there is, the best first.
  const sources = plans.at(-1)?.sources ?? [];
  return sources.length > 0 ? sources.slice(0, AIR_RANGES).map(({ ranges }) => ranges[0]) : rejections[0];
}

export function plan(input: PlanInput) {
  const { profile } = input;
  const { count } = profile.dust;
  const air = airRanges(input);
  if (!('length' in air))
    return { plans: [], rejections: Array.from({ length: count }, (_, i) => ({ ...air, name: nameOf(i) })) };
  const pads = planPads({ ...input, profile: padProfile(profile) });
  const all = [...new Set(pads.plans.flatMap(({ sources }) => sources))];
  const dusty = new Map(
    all.map((source, i): [typeof source, TextureSource<DustDetail>] => [
      source,
      { ranges: [...source.ranges, air[i % air.length]], detail: source.detail },
    ]),
  );
  const plans = pads.plans.map((pad, i) => ({
    ...pad,
    name: nameOf(i),
    sources: pad.sources.flatMap((source) => dusty.get(source) ?? []),
  }));
  const rejections = pads.rejections.map((rejection, i) => ({ ...rejection, name: nameOf(plans.length + i) }));
  return { plans, rejections };
}

function rms(channels: Channels): number {
  let energy = 0;
  for (const plane of channels) for (let n = 0; n < plane.length; n++) energy += plane[n] * plane[n];
  return Math.sqrt(energy / (channels.length * channels[0].length));
}

/** `pad` with `hiss`, of the same length, at `gain`; as wide as the wider of the two. */
function mixed(pad: Channels, hiss: Channels, gain: number): Float32Array[] {
  return Array.from({ length: Math.max(pad.length, hiss.length) }, (_, channel) => {
    const plane = copyOfPlane(pad[channel % pad.length]);
    const air = hiss[channel % hiss.length];
    for (let n = 0; n < plane.length; n++) plane[n] += gain * air[n];
    return plane;
  });
}

/** What is told of a dust beside what is told of its pad. */
const figures = ({ hiss_below_pad_db: hissBelowPadDb }: Profile['dust'], [, air]: readonly SourceRange[]) => ({
  hissBelowPadDb,
  airStartSeconds: air.startSeconds,
  airEndSeconds: air.endSeconds,
});

export function render(input: RenderInput<DustDetail>): Texture | TextureRejection {
  const { plan, profile, segments, randomFor } = input;
  const [padRange] = plan.ranges;
  const pad = renderPad({
    ...input,
    profile: padProfile(profile),
    plan: { ...plan, ranges: [padRange] },
    segments: [segments[0]],
  });
  if (isRejection(pad)) return pad;
  const loop_duration_seconds = pad.channels[0].length / profile.output.sample_rate_hz;
  const hissProfile = { ...profile, hiss: { ...profile.hiss, loop_duration_seconds } };
  const hiss = hissLoop(plan.name, segments[1], hissProfile, randomFor(plan.name));
  if (isRejection(hiss)) return hiss;
  const gain = (dbToGain(-profile.dust.hiss_below_pad_db) * rms(pad.channels)) / Math.max(1e-9, rms(hiss.channels));
  return {
    ...pad,
    channels: mixed(pad.channels, hiss.channels, gain),
    targetLufs: profile.dust.target_lufs,
    targetShortRmsDbfs: profile.dust.target_lufs,
    parameters: { ...pad.parameters, ...figures(profile.dust, plan.ranges) },
  };
}
