/** Hiss: the air of a track, as loops and as single bursts. Knows which stretches have air; how they are used is told beside it. */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { HissSection } from '../pipeline/profile.ts';
import { airOverlap } from './air-overlap.ts';
import { type Gate, numbered, plansFor, selectRegions } from './candidates.ts';
import { usableBand } from './hiss-band.ts';
import { type FlickerDetail, flickerSources, hissFlicker } from './hiss-flicker.ts';
import { hissLoop, hissPoolSeconds } from './hiss-loop.ts';
import { type LoopLength, loopLengthOf } from './musicality.ts';
import { rating, referenceLevelDb, scanRegions } from './regions.ts';
import {
  isRejection,
  type PlanInput,
  type RenderInput,
  type Texture,
  type TexturePlan,
  type TextureRejection,
} from './texture.ts';

interface LoopDetail {
  readonly form: 'loop';
  /** Level of 4 to 15 kHz in the source range. */
  readonly airDbfs: number;
}

/** What stands in where the track has no air has a form and no source. */
interface StandInDetail {
  readonly form: 'loop' | 'flicker';
}

type HissDetail = LoopDetail | FlickerDetail | StandInDetail;

/** Air this far below the track, or below this level, is the noise floor of the medium or nothing at all. */
const LOWEST_RELATIVE_DB = -48;
const LOWEST_AIR_DBFS = -78;
/** A burst stands out of the air around it, so single frames are held to a little more. */
const FLICKER_MARGIN_DB = 6;
/** Sources that each may be tried from: seams of loops seldom fail, but bursts are often one sample played again. */
const LOOP_ATTEMPTS = 2;
const FLICKER_ATTEMPTS = 4;

const loopName = (index: number): string => numbered('hiss_loop', index);
const flickerName = (index: number): string => numbered('hiss_flicker', index);

const lowestAirDbfs = (analysis: TrackAnalysis): number =>
  Math.max(LOWEST_AIR_DBFS, referenceLevelDb(analysis) + LOWEST_RELATIVE_DB);

interface Planned {
  readonly plans: readonly TexturePlan<HissDetail>[];
  readonly rejections: readonly TextureRejection[];
}

function planLoops(analysis: TrackAnalysis, hiss: HissSection): Planned {
  const wanted = hissPoolSeconds(hiss);
  const seconds = Math.max(hiss.loop_duration_seconds / 2, Math.min(wanted, analysis.durationSeconds / 2));
  const referenceDb = referenceLevelDb(analysis);
  const gates: readonly Gate[] = [
    { rule: 'air-dbfs', measure: (region) => region.airDbfs, threshold: lowestAirDbfs(analysis), side: 'at-least' },
  ];
  const request = { count: hiss.loop_count, attempts: LOOP_ATTEMPTS, mustDiffer: false, nameOf: loopName };
  const { chosen, rejections } = selectRegions(analysis, scanRegions(analysis, seconds), {
    ...request,
    gates,
    score: (region) =>
      0.6 * rating(region.airDbfs, referenceDb + LOWEST_RELATIVE_DB, referenceDb - 10) +
      0.4 * rating(region.flatness, 0, 0.5),
    overlap: airOverlap(analysis),
    minSeconds: seconds,
  });
  const sources = chosen.map(({ region }) => ({
    ranges: [{ startSeconds: region.startSeconds, endSeconds: region.endSeconds }],
    detail: { form: 'loop' as const, airDbfs: region.airDbfs },
  }));
  return { plans: plansFor(sources, request), rejections };
}

function planFlickers(analysis: TrackAnalysis, hiss: HissSection): Planned {
  const lowest = lowestAirDbfs(analysis) + FLICKER_MARGIN_DB;
  const request = { count: hiss.flicker_count, attempts: FLICKER_ATTEMPTS, mustDiffer: true, nameOf: flickerName };
  const sources = flickerSources(analysis, hiss, lowest, request.count * request.attempts);
  const loudest = analysis.airDbfs.reduce((most, db) => Math.max(most, db), -120);
  const why =
    sources.length > 0
      ? { rule: 'no-further-burst', measured: sources.length, threshold: hiss.flicker_count }
      : { rule: 'air-dbfs', measured: loudest, threshold: lowest };
  const rejections = Array.from({ length: Math.max(0, hiss.flicker_count - sources.length) }, (_, i) => ({
    name: flickerName(sources.length + i),
    ...why,
  }));
  return { plans: plansFor(sources, request), rejections };
}

/** Plans without a source for everything that was refused: they are made of seeded noise. */
function synthesised({ plans, rejections }: Planned, form: HissDetail['form']): Planned {
  const standIns = rejections.map(({ name }, i) => ({
    name,
    index: plans.length + i,
    sources: [{ ranges: [], detail: { form } }],
    attempts: 1,
    mustDiffer: false,
  }));
  return { plans: [...plans, ...standIns], rejections: [] };
}

function refusedAll(hiss: HissSection, nyquistHz: number): Planned {
  const names = [
    ...Array.from({ length: hiss.loop_count }, (_, i) => loopName(i)),
    ...Array.from({ length: hiss.flicker_count }, (_, i) => flickerName(i)),
  ];
  const why = { rule: 'band-above-nyquist-hz', measured: nyquistHz, threshold: hiss.low_hz };
  return { plans: [], rejections: names.map((name) => ({ name, ...why })) };
}

/** The profile with loops as long as bars ask for, and how that was decided. */
function fitted({ analysis, profile }: PlanInput) {
  const length = loopLengthOf(analysis, profile.musicality, profile.hiss.loop_duration_seconds);
  return { profile: { ...profile, hiss: { ...profile.hiss, loop_duration_seconds: length.seconds } }, length };
}

export function plan(input: PlanInput): Planned {
  const { analysis } = input;
  const { hiss, output } = fitted(input).profile;
  if (!usableBand(hiss, output.sample_rate_hz)) return refusedAll(hiss, output.sample_rate_hz / 2);
  const loops = planLoops(analysis, hiss);
  const flickers = planFlickers(analysis, hiss);
  const all = hiss.synthetic_when_missing
    ? [synthesised(loops, 'loop'), synthesised(flickers, 'flicker')]
    : [loops, flickers];
  return { plans: all.flatMap((one) => one.plans), rejections: all.flatMap((one) => one.rejections) };
}

/** What is told of a loop beside where its air was found. */
const figures = ({ parameters }: Texture, { parameters: lengths }: LoopLength) => ({ ...parameters, ...lengths });

function renderLoop(input: RenderInput<HissDetail>): Texture | TextureRejection {
  const { plan, segments, randomFor } = input;
  const { profile, length } = fitted(input);
  const made = hissLoop(plan.name, segments[0] ?? null, profile, randomFor(plan.name));
  if (isRejection(made)) return made;
  const warnings = [...made.warnings, ...length.warnings];
  return { ...made, tempoBpm: length.bpm, parameters: figures(made, length), warnings };
}

function renderFlicker({ plan, profile, segments, randomFor }: RenderInput<HissDetail>): Texture | TextureRejection {
  const { detail, ranges, name } = plan;
  const source = 'onsetSeconds' in detail ? { segment: segments[0], range: ranges[0], detail } : null;
  return hissFlicker(name, source, profile, randomFor(name));
}

export function render(input: RenderInput<HissDetail>): Texture | TextureRejection {
  const { detail } = input.plan;
  const made = detail.form === 'loop' ? renderLoop(input) : renderFlicker(input);
  return isRejection(made) ? made : { ...made, parameters: { ...detail, ...made.parameters } };
}
