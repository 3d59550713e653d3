/**
 * The rules a texture is judged by: each with its figure, its threshold and the reason for it. Knows nothing of grades.
 */
import type { Kind } from '../texture/kinds.ts';
import type { TextureMeasures } from './measure.ts';
import {
  MAX_SEAM_DIP_DB,
  MAX_SEAM_DRIFT_DB,
  MAX_SEAM_FLUX_RATIO,
  MAX_SEAM_LEVEL_DB,
  MAX_SEAM_STEP_RATIO,
  seamAllowance,
} from './seam-limits.ts';

export interface Targets {
  readonly targetLufs: number;
  /** For pieces under 400 ms, which have no integrated loudness: RMS of the loudest 50 ms. */
  readonly targetShortRmsDbfs: number;
  readonly truePeakCeilingDbtp: number;
}

/**
 * A figure and how far it may go. Up to `comfortable` it is good, up to `threshold` acceptable; a `comfortable` above the threshold makes
 * that a minimum.
 */
export interface Finding {
  readonly measured: number;
  readonly threshold: number;
  readonly comfortable: number;
}

export interface Rule {
  readonly name: string;
  /** Sharp: breaking it makes a texture unusable, whatever else is right. */
  readonly sharp: boolean;
  /** Null where the rule does not apply. */
  find(measures: TextureMeasures, targets: Targets): Finding | null;
}

/** −60 dBFS: below it an offset neither clicks when the sound is cut nor takes headroom. */
const MAX_DC_DBFS = -60;
/** What a limiter or a rounding to 16 bits may add to the ceiling, and no more. */
const PEAK_TOLERANCE_DB = 0.1;
/** At 1 % of the peak the first sample is no click. */
const MAX_EDGE_STEP_DB = -40;
/** After 0.1 ms a fade of 2 ms has let through a fourteenth: −23 dB. More means there is no fade. */
const MAX_EDGE_LEVEL_DB = -20;
/** A loop with more gaps than this is mostly waiting. */
const MAX_LOOP_SILENT_RATIO = 0.1;
/** A one-shot may die away, but a third of silence is memory wasted on a sampler. */
const MAX_ONE_SHOT_SILENT_RATIO = 0.3;
/** A one-shot of which next to nothing sounds is no sound but a file of silence. */
const MAX_ONE_SHOT_NOTHING_RATIO = 0.8;
/** A longer gap in a loop is a stop in the music. */
const MAX_LOOP_SILENCE_SECONDS = 0.25;
/** −50 dB apart is only dither: two files of one signal. Music panned off the middle by a hair is at −30. */
const MIN_DECORRELATION_DB = -50;
/** Sides this opposed lose half their power and more when a device sums them to mono. */
const MIN_STEREO_CORRELATION = -0.5;
/** Sample-exact reuse gives 1.000 and 16-bit rounding takes next to nothing; honest clouds stay below 0.6. */
const MAX_RECYCLED_CORRELATION = 0.98;
/** A set of sounds plays at one level when each is within 1 LU of its target. */
const MAX_LEVEL_ERROR_DB = 1;
/** Quieter than the target is right where the true peak is at its ceiling: the ceiling wins. */
const CEILING_REACHED_DB = 0.3;
/** Sustained sounds with a higher crest are a click on top of something quiet. */
const MAX_SUSTAINED_CREST_DB = 24;
/** Hits and flickers are clicks. */
const LIVING_FROM_CREST: readonly Kind[] = ['hiss', 'drums'];
/** A lower crest than a square wave with a little life in it: clipped or crushed. */
const MIN_CREST_DB = 2;
/** A pad this flat is noise, not tone. */
const MAX_PAD_FLATNESS_RATIO = 0.3;

const finding = (measured: number | null, threshold: number, comfortable: number): Finding | null =>
  measured === null ? null : { measured, threshold, comfortable };

/** Whether `measured` lies beyond `limit`, on the side that the finding's own limits point away from. */
export const isBeyond = ({ measured, threshold, comfortable }: Finding, limit: number): boolean =>
  comfortable > threshold ? measured < limit : measured > limit;

/** The seam itself is good up to its plain limit less a tenth: what only its own loop excuses is acceptable, and no more. */
const atSeam = (measured: number | null, usual: number | null, limit: number): Finding | null =>
  finding(measured, seamAllowance(limit, usual), 0.9 * limit);

/** What surrounds the seam is good where the loop does the same now and then: a cloud swells and sinks all the time. */
const aroundSeam = (measured: number | null, usual: number | null, limit: number): Finding | null =>
  finding(measured, seamAllowance(limit, usual), Math.max(0.9 * limit, usual ?? 0));

/** Distance from the level target; too quiet is forgiven where the ceiling is reached. */
function levelError(measures: TextureMeasures, targets: Targets): Finding | null {
  const isShort = measures.integratedLufs === null;
  const level = isShort ? measures.loudestShortRmsDbfs : measures.integratedLufs;
  const target = isShort ? targets.targetShortRmsDbfs : targets.targetLufs;
  if (level === null) return null;
  const atCeiling = (measures.truePeakDbtp ?? -Infinity) >= targets.truePeakCeilingDbtp - CEILING_REACHED_DB;
  const error = atCeiling ? Math.max(0, level - target) : Math.abs(level - target);
  return finding(error, MAX_LEVEL_ERROR_DB, 0.5 * MAX_LEVEL_ERROR_DB);
}

/** All rules, sharp ones first. */
export const RULES: readonly Rule[] = [
  { name: 'non-finite', sharp: true, find: (m) => finding(m.nonFiniteSamples, 0, 0) },
  { name: 'silent', sharp: true, find: (m) => finding(m.samplePeakDbfs === null ? 1 : 0, 0, 0) },
  { name: 'seam-step', sharp: true, find: (m) => finding(m.seamStepRatio, MAX_SEAM_STEP_RATIO, 0.9) },
  { name: 'seam-flux', sharp: true, find: (m) => atSeam(m.seamFluxRatio, m.usualFluxRatio, MAX_SEAM_FLUX_RATIO) },
  { name: 'seam-level', sharp: true, find: (m) => atSeam(m.seamLevelDb, m.usualLevelDb, MAX_SEAM_LEVEL_DB) },
  { name: 'seam-drift', sharp: true, find: (m) => aroundSeam(m.seamDriftDb, m.usualDriftDb, MAX_SEAM_DRIFT_DB) },
  { name: 'seam-dip', sharp: true, find: (m) => aroundSeam(m.seamDipDb, m.usualDipDb, MAX_SEAM_DIP_DB) },
  { name: 'edge-step', sharp: true, find: (m) => finding(m.edgeStepDb, MAX_EDGE_STEP_DB, MAX_EDGE_STEP_DB - 6) },
  { name: 'edge-level', sharp: true, find: (m) => finding(m.edgeLevelDb, MAX_EDGE_LEVEL_DB, MAX_EDGE_LEVEL_DB) },
  { name: 'dc', sharp: true, find: (m) => finding(m.dcDbfs, MAX_DC_DBFS, MAX_DC_DBFS - 6) },
  {
    name: 'true-peak',
    sharp: true,
    find: (m, { truePeakCeilingDbtp: ceiling }) => finding(m.truePeakDbtp, ceiling + PEAK_TOLERANCE_DB, ceiling + 0.05),
  },
  {
    name: 'silence-share',
    sharp: true,
    find: (m) =>
      m.isLoop
        ? finding(m.silentRatio, MAX_LOOP_SILENT_RATIO, 0)
        : finding(m.silentRatio, MAX_ONE_SHOT_NOTHING_RATIO, MAX_ONE_SHOT_NOTHING_RATIO),
  },
  {
    name: 'dual-mono',
    sharp: true,
    find: (m) => finding(m.decorrelationDb, MIN_DECORRELATION_DB, MIN_DECORRELATION_DB + 10),
  },
  { name: 'recycled', sharp: true, find: (m) => finding(m.recycledCorrelation, MAX_RECYCLED_CORRELATION, 0.9) },
  { name: 'level', sharp: false, find: levelError },
  {
    name: 'long-silence',
    sharp: false,
    find: (m) => (m.isLoop ? finding(m.longestSilenceSeconds, MAX_LOOP_SILENCE_SECONDS, 0.1) : null),
  },
  {
    name: 'long-tail',
    sharp: false,
    find: (m) => (m.isLoop ? null : finding(m.silentRatio, MAX_ONE_SHOT_SILENT_RATIO, 0.15)),
  },
  {
    name: 'out-of-phase',
    sharp: false,
    find: (m) => finding(m.stereoCorrelation, MIN_STEREO_CORRELATION, -0.2),
  },
  {
    name: 'high-crest',
    sharp: false,
    find: (m) => (LIVING_FROM_CREST.includes(m.kind) ? null : finding(m.crestDb, MAX_SUSTAINED_CREST_DB, 20)),
  },
  { name: 'low-crest', sharp: false, find: (m) => finding(m.crestDb, MIN_CREST_DB, 2.5) },
  {
    name: 'noisy-pad',
    sharp: false,
    find: (m) => (m.kind === 'pads' ? finding(m.flatnessRatio, MAX_PAD_FLATNESS_RATIO, 0.1) : null),
  },
];
