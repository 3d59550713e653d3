/**
 * Drums: single hits of a track, each from its onset to where it has died away or the next one begins. Knows nothing of levels and files.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import { log2 } from '../dsp/elementary.ts';
import { separated } from '../dsp/harmonic-percussive.ts';
import type { Profile } from '../pipeline/profile.ts';
import { numbered, plansFor } from './candidates.ts';
import { cutHit, type Hit, letDie, ONSET_TOLERANCE_SECONDS } from './hit.ts';
import { rating, referenceLevelDb } from './regions.ts';
import type { PlanInput, RenderInput, Texture, TextureRejection, TextureSource } from './texture.ts';

interface DrumDetail {
  readonly onsetSeconds: number;
  /** When the next hit begins, or the longest is over. */
  readonly endSeconds: number;
  readonly onsetStrengthDb: number;
  /** Level of the hit above that of what sounded before. */
  readonly contrastDb: number;
  /** Something sounds on: only the percussive part is used. */
  readonly percussiveOnly: boolean;
}

interface Candidate {
  readonly detail: DrumDetail;
  readonly peakDbfs: number;
  readonly score: number;
  /** What it sounds like: coordinates in which drums of one kind lie together, 1 and more from another kind. */
  readonly colour: readonly number[];
}

/** Read before the onset: what sounded before is measured there. */
const LEAD_SECONDS = 0.06;
/** Read beyond the end, so that separation knows what goes on. */
const BEYOND_SECONDS = 0.1;
/** Hits that each may be tried from: many are one sample played again. */
const ATTEMPTS = 4;
/** Hits so far below the track are its noise. */
const LOWEST_RELATIVE_DB = -24;
/** Analysis frames within which the decay is measured: 140 ms. */
const DECAY_FRAMES = 12;
/** From this contrast on nothing else is heard in a hit, and with this decay it does not sound on itself. */
const CLEAN_CONTRAST_DB = 24;
const CLEAN_DECAY_DB = 8;
/** A hit may ring on below what it is played in. */
const OVER_BEFORE_DB = -6;
const ANOTHER_RISE_DB = 9;
/** What rises or decays by less is no hit. */
const LEAST_RISE_DB = 10;
const LEAST_DECAY_DB = 10;

const nameOf = (index: number): string => numbered('drum', index);

/** The largest of `values` from `first` to `last`, inclusive, as far as they exist; −120 for none. */
const loudest = (values: Float32Array, first: number, last: number): number =>
  values.subarray(Math.max(0, first), Math.max(0, last + 1)).reduce((most, value) => Math.max(most, value), -120);

function candidateAt(analysis: TrackAnalysis, index: number, drums: Profile['drums'], referenceDb: number): Candidate {
  const { onsetSeconds: onsets, hopSeconds, rmsDbfs, flatness, centroidHz, airDbfs, durationSeconds } = analysis;
  const onsetSeconds = onsets[index];
  const endSeconds = Math.min(
    onsetSeconds + drums.max_duration_ms / 1000,
    (onsets[index + 1] ?? Infinity) - ONSET_TOLERANCE_SECONDS,
    durationSeconds,
  );
  const frame = Math.round(onsetSeconds / hopSeconds);
  const body = Math.min(analysis.frames - 1, frame + 1);
  const peakDbfs = loudest(rmsDbfs, frame, frame + 4);
  const contrastDb = peakDbfs - loudest(rmsDbfs, frame - 5, frame - 3);
  const onsetStrengthDb = loudest(analysis.onsetStrength, frame - 1, frame + 2);
  const later = Math.max(frame + 2, Math.min(frame + DECAY_FRAMES, Math.floor(endSeconds / hopSeconds) - 2));
  const peakFrame = Math.max(frame, rmsDbfs.indexOf(peakDbfs, frame));
  const fallDb = peakDbfs - loudest(rmsDbfs, later - 1, later + 1);
  const decayDb = (fallDb * DECAY_FRAMES) / Math.max(1, later - 1 - peakFrame);
  return {
    detail: {
      onsetSeconds,
      endSeconds,
      onsetStrengthDb,
      contrastDb,
      percussiveOnly: contrastDb < CLEAN_CONTRAST_DB || decayDb < CLEAN_DECAY_DB,
    },
    peakDbfs,
    score:
      0.4 * rating(contrastDb, 0, 24) +
      0.2 * rating(onsetStrengthDb, 3, 15) +
      0.2 * rating(endSeconds - onsetSeconds, drums.min_duration_ms / 1000, 0.4) +
      0.2 * rating(peakDbfs, referenceDb + LOWEST_RELATIVE_DB, referenceDb),
    colour: [
      log2(Math.max(50, centroidHz[body]) / 50),
      4 * flatness[body],
      (airDbfs[body] - rmsDbfs[body]) / 10,
      2 * rating(decayDb, 0, 24),
    ],
  };
}

/** 1 for the same colour, 0 from a distance of 2 on. */
function likeness(a: Candidate, b: Candidate): number {
  const squared = a.colour.reduce((sum, value, i) => sum + (value - b.colour[i]) * (value - b.colour[i]), 0);
  return 1 - Math.min(1, Math.sqrt(squared) / 2);
}

/** Up to `count` hits, each the best that is unlike those before it. The first n are the same whatever the count. */
function unlikeHits(hits: readonly Candidate[], count: number): Candidate[] {
  const nearest = new Float64Array(hits.length);
  const chosen: Candidate[] = [];
  while (chosen.length < Math.min(count, hits.length)) {
    let best = -1;
    for (let i = 0; i < hits.length; i++)
      if (nearest[i] < 2 && (best < 0 || hits[i].score - nearest[i] > hits[best].score - nearest[best])) best = i;
    chosen.push(hits[best]);
    for (let i = 0; i < hits.length; i++) nearest[i] = Math.max(nearest[i], likeness(hits[i], hits[best]));
    nearest[best] = 2;
  }
  return chosen;
}

export function plan({ analysis, profile }: PlanInput) {
  const { drums } = profile;
  const referenceDb = referenceLevelDb(analysis);
  const all = Array.from(analysis.onsetSeconds, (_, index) => candidateAt(analysis, index, drums, referenceDb));
  const hits = all.filter(
    ({ detail, peakDbfs }) =>
      detail.endSeconds - detail.onsetSeconds >= drums.min_duration_ms / 1000 &&
      peakDbfs >= referenceDb + LOWEST_RELATIVE_DB,
  );
  const sources = unlikeHits(hits, drums.count * ATTEMPTS).map(
    ({ detail }): TextureSource<DrumDetail> => ({
      ranges: [
        {
          startSeconds: Math.max(0, detail.onsetSeconds - LEAD_SECONDS),
          endSeconds: Math.min(analysis.durationSeconds, detail.endSeconds + BEYOND_SECONDS),
        },
      ],
      detail,
    }),
  );
  const plans = plansFor(sources, { count: drums.count, attempts: ATTEMPTS, mustDiffer: true, nameOf });
  const rejections = Array.from({ length: drums.count - plans.length }, (_, i) => ({
    name: nameOf(plans.length + i),
    rule: all.length === 0 ? 'no-onset' : 'no-further-hit',
    measured: hits.length,
    threshold: plans.length + i + 1,
  }));
  return { plans, rejections };
}

/** What is told of a hit beside where its onset was found. */
const figures = ({ channels, startFrame, riseDb, decayDb }: Hit, segmentSeconds: number, rate: number) => ({
  startSeconds: segmentSeconds + startFrame / rate,
  lengthMs: (1000 * channels[0].length) / rate,
  riseDb,
  decayDb,
});

function refusal(name: string, { riseDb, decayDb, lengthMs }: ReturnType<typeof figures>, leastMs: number) {
  if (riseDb < LEAST_RISE_DB) return { name, rule: 'rise-db', measured: riseDb, threshold: LEAST_RISE_DB };
  if (decayDb < LEAST_DECAY_DB) return { name, rule: 'decay-db', measured: decayDb, threshold: LEAST_DECAY_DB };
  return lengthMs < leastMs ? { name, rule: 'too-short', measured: lengthMs, threshold: leastMs } : null;
}

export function render({ plan, profile, segments }: RenderInput<DrumDetail>): Texture | TextureRejection {
  const { drums, output } = profile;
  const { sample_rate_hz: rate } = output;
  const { detail, name } = plan;
  const source = detail.percussiveOnly
    ? separated(segments[0], rate, { keep: 'percussive', lowHz: 20, highHz: rate / 2 })
    : segments[0];
  const { startSeconds } = plan.ranges[0];
  const hit = cutHit(source, rate, {
    onsetSeconds: detail.onsetSeconds - startSeconds,
    latestSeconds: detail.endSeconds - startSeconds,
    leastSeconds: 0,
    overBeforeDb: OVER_BEFORE_DB,
    anotherRiseDb: ANOTHER_RISE_DB,
  });
  letDie(hit, rate);
  const told = figures(hit, startSeconds, rate);
  return (
    refusal(name, told, drums.min_duration_ms) ?? {
      channels: hit.channels,
      loop: 'none',
      targetLufs: drums.target_lufs,
      targetShortRmsDbfs: drums.target_rms_dbfs,
      rootNote: null,
      key: null,
      tempoBpm: null,
      usedRanges: [{ startSeconds: told.startSeconds, endSeconds: told.startSeconds + told.lengthMs / 1000 }],
      parameters: { ...detail, ...told },
      warnings: [],
    }
  );
}
