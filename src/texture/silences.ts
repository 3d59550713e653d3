/**
 * Silences: room tone, the quietest stretches of a track that are not digital silence, as seamless loops. Knows nothing of levels and files.
 */
import { designHighpass, filterLoop } from '../dsp/biquad.ts';
import { crossfadedLoop } from '../dsp/crossfade.ts';
import { levelLoop } from '../dsp/leveller.ts';
import { type OpenedLoop, openedAtCalmest } from '../dsp/loop-opening.ts';
import { loopCandidates } from '../dsp/loop-point.ts';
import { monoSum } from '../dsp/mono.ts';
import { levelSpreadDb } from '../dsp/stereo-level.ts';
import type { Profile } from '../pipeline/profile.ts';
import { type Gate, numbered, plansFor, selectRegions } from './candidates.ts';
import { rating, referenceLevelDb, scanRegions } from './regions.ts';
import { seamBadness, seamParameters, seamRejection } from './seam-gate.ts';
import type { Channels, PlanInput, RenderInput, Texture, TextureRejection, TextureSource } from './texture.ts';

interface SilenceDetail {
  readonly levelDbfs: number;
  /** Below the loudness of the track, negative. */
  readonly relativeLevelDb: number;
  readonly levelSpreadDb: number;
}

/** Below this there is nothing but the rounding of 16 bits, or nothing at all. */
const LOWEST_LEVEL_DBFS = -96;
/** Louder than this against the track it is music, if soft. */
const HIGHEST_RELATIVE_DB = -24;
/** What fades, or holds a sound, is no room tone. */
const MOST_SPREAD_DB = 4;
const MOST_ONSETS_HZ = 0.3;
/** What moves more than this once the rumble is cut is something happening, if quietly. */
const MOST_LOOP_SPREAD_DB = 3;
const ATTEMPTS = 2;
const CROSSFADE_SECONDS = 0.5;
/** The loop may be this much shorter than asked for, where its ends fit better. */
const SHORTEST_RATIO = 0.85;
const TRIALS = 4;
const EVENNESS = { windowSeconds: 0.25, strength: 0.5 } as const;
const BUTTERWORTH_Q = Math.SQRT1_2;

const nameOf = (index: number): string => numbered('silence', index);

function gatesFor(referenceDb: number): readonly Gate[] {
  return [
    { rule: 'level-dbfs', measure: (region) => region.levelDbfs, threshold: LOWEST_LEVEL_DBFS, side: 'at-least' },
    {
      rule: 'relative-level-db',
      measure: (region) => region.levelDbfs - referenceDb,
      threshold: HIGHEST_RELATIVE_DB,
      side: 'at-most',
    },
    { rule: 'level-spread-db', measure: (region) => region.levelSpreadDb, threshold: MOST_SPREAD_DB, side: 'at-most' },
    { rule: 'onset-rate-hz', measure: (region) => region.onsetRateHz, threshold: MOST_ONSETS_HZ, side: 'at-most' },
  ];
}

export function plan({ analysis, profile }: PlanInput) {
  const { silences } = profile;
  const seconds = silences.duration_seconds + CROSSFADE_SECONDS;
  const referenceDb = referenceLevelDb(analysis);
  const request = { count: silences.count, attempts: ATTEMPTS, mustDiffer: true, nameOf };
  const { chosen, rejections } = selectRegions(analysis, scanRegions(analysis, seconds), {
    ...request,
    gates: gatesFor(referenceDb),
    score: (region) =>
      0.7 * rating(region.levelDbfs - referenceDb, HIGHEST_RELATIVE_DB, HIGHEST_RELATIVE_DB - 36) +
      0.3 * rating(region.levelSpreadDb, MOST_SPREAD_DB, 0),
    minSeconds: seconds,
  });
  const sources = chosen.map(
    ({ region }): TextureSource<SilenceDetail> => ({
      ranges: [{ startSeconds: region.startSeconds, endSeconds: region.endSeconds }],
      detail: {
        levelDbfs: region.levelDbfs,
        relativeLevelDb: region.levelDbfs - referenceDb,
        levelSpreadDb: region.levelSpreadDb,
      },
    }),
  );
  return { plans: plansFor(sources, request), rejections };
}

/** The loop with the best seam among those whose ends are most alike; null where the source is too short. */
function bestLoop(source: Channels, { silences, output }: Profile): OpenedLoop | null {
  const { sample_rate_hz: rate } = output;
  const maxFrames = Math.round(silences.duration_seconds * rate);
  const search = {
    minFrames: Math.round(SHORTEST_RATIO * maxFrames),
    maxFrames,
    fadeFrames: Math.round(CROSSFADE_SECONDS * rate),
  };
  let best: OpenedLoop | null = null;
  for (const { startFrame, endFrame } of loopCandidates(monoSum(source), 0, search, TRIALS)) {
    const channels = crossfadedLoop(source, startFrame, endFrame, search.fadeFrames);
    filterLoop(channels, [designHighpass(silences.highpass_hz, BUTTERWORTH_Q, rate)]);
    levelLoop(channels, rate, EVENNESS);
    const loop = openedAtCalmest(channels, rate);
    if (!best || seamBadness(loop.seam) < seamBadness(best.seam)) best = loop;
  }
  return best;
}

/** What is told of a room tone beside where it was found. */
const figures = ({ channels, seam }: OpenedLoop, rate: number) => ({
  loopLevelSpreadDb: levelSpreadDb(monoSum(channels), rate),
  crossfadeSeconds: CROSSFADE_SECONDS,
  ...seamParameters(seam),
});

const restlessness = (name: string, spreadDb: number): TextureRejection | null =>
  spreadDb <= MOST_LOOP_SPREAD_DB
    ? null
    : { name, rule: 'loop-level-spread-db', measured: spreadDb, threshold: MOST_LOOP_SPREAD_DB };

export function render({ plan, profile, segments }: RenderInput<SilenceDetail>): Texture | TextureRejection {
  const { silences, output } = profile;
  const { name, detail } = plan;
  const seconds = segments[0][0].length / output.sample_rate_hz;
  const loop = bestLoop(segments[0], profile);
  if (!loop) return { name, rule: 'no-loop-point', measured: seconds, threshold: silences.duration_seconds };
  const told = figures(loop, output.sample_rate_hz);
  return (
    seamRejection(name, loop.seam) ??
    restlessness(name, told.loopLevelSpreadDb) ?? {
      channels: loop.channels,
      loop: 'whole',
      targetLufs: silences.target_lufs,
      targetShortRmsDbfs: silences.target_lufs,
      rootNote: null,
      key: null,
      tempoBpm: null,
      parameters: { ...detail, ...told },
      warnings: [],
    }
  );
}
