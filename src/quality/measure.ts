/**
 * Measures a finished texture from its audio alone: one flat record of numbers, whoever made it and however. Knows nothing of targets;
 * `judge.ts` holds the record against them.
 */
import { energyOf } from '../dsp/plane-levels.ts';
import { type SoundLevels, soundLevels } from '../dsp/sound-levels.ts';
import type { Kind } from '../texture/kinds.ts';
import type { Channels } from '../texture/texture.ts';
import { type EdgeFigures, edgeFigures } from './edges.ts';
import { type ColourFigures, colourFigures, type LevelFigures, levelFigures } from './levels.ts';
import { repetitionFigures } from './repetition.ts';
import { type SeamFigures, seamFigures } from './seam.ts';
import { type SilenceFigures, silenceFigures } from './silence.ts';
import { meanSpectrum, spectralTrace } from './spectral-trace.ts';
import { stereoFigures } from './stereo.ts';

export interface MeasuredTexture {
  /** At least one plane, of equal lengths, in full-scale units. Left alone. */
  readonly channels: Channels;
  readonly sampleRateHz: number;
  /** `endFrame` is exclusive; null for a one-shot. */
  readonly loop: { readonly startFrame: number; readonly endFrame: number } | null;
  readonly kind: Kind;
  readonly name: string;
  /** Those of `channels`, where they have been taken already: for a sound of finite samples. */
  readonly levels?: SoundLevels;
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | null };

/**
 * Everything measured, JSON-able: no NaN and no Infinity, null where a figure is undefined (a level of silence, the seam of a one-shot, the
 * edges of a loop). What each figure is stands where it is measured.
 */
export interface TextureMeasures extends LevelFigures, ColourFigures, SilenceFigures {
  readonly name: string;
  readonly kind: Kind;
  readonly isLoop: boolean;
  readonly channelCount: number;
  readonly sampleRateHz: number;
  readonly durationSeconds: number;
  /** Samples that are NaN or infinite; they are measured as 0. */
  readonly nonFiniteSamples: number;
  readonly stereoCorrelation: number | null;
  readonly decorrelationDb: number | null;
  readonly seamStepRatio: number | null;
  readonly seamFluxRatio: number | null;
  readonly usualFluxRatio: number | null;
  readonly seamLevelDb: number | null;
  readonly usualLevelDb: number | null;
  readonly seamDriftDb: number | null;
  readonly usualDriftDb: number | null;
  readonly seamDipDb: number | null;
  readonly usualDipDb: number | null;
  readonly edgeStepDb: number | null;
  readonly edgeLevelDb: number | null;
  /** Clouds only. */
  readonly recycledCorrelation: number | null;
  readonly recycledLagSeconds: number | null;
}

function countNonFinite(channels: Channels): number {
  if (channels.every((channel) => Number.isFinite(energyOf(channel, 0, channel.length)))) return 0;
  return channels.reduce((count, channel) => count + channel.filter((sample) => !Number.isFinite(sample)).length, 0);
}

const NO_SEAM: Nullable<SeamFigures> = {
  stepRatio: null,
  fluxRatio: null,
  usualFluxRatio: null,
  levelDb: null,
  usualLevelDb: null,
  driftDb: null,
  usualDriftDb: null,
  dipDb: null,
  usualDipDb: null,
};
const NO_EDGES: Nullable<EdgeFigures> = { edgeStepDb: null, edgeLevelDb: null };
const NO_REPETITION = { recycledCorrelation: null, recycledLagSeconds: null };

/** The audio to measure: finite, and not empty (one silent sample frame stands for none). */
function measurable(channels: Channels, nonFiniteSamples: number): Channels {
  if (channels[0].length === 0) return channels.map(() => new Float32Array(1));
  if (nonFiniteSamples === 0) return channels;
  return channels.map((channel) => channel.map((sample) => (Number.isFinite(sample) ? sample : 0)));
}

type SeamMeasures = Pick<
  TextureMeasures,
  | 'seamStepRatio'
  | 'seamFluxRatio'
  | 'usualFluxRatio'
  | 'seamLevelDb'
  | 'usualLevelDb'
  | 'seamDriftDb'
  | 'usualDriftDb'
  | 'seamDipDb'
  | 'usualDipDb'
>;

const namedSeam = (seam: Nullable<SeamFigures>): SeamMeasures => ({
  seamStepRatio: seam.stepRatio,
  seamFluxRatio: seam.fluxRatio,
  usualFluxRatio: seam.usualFluxRatio,
  seamLevelDb: seam.levelDb,
  usualLevelDb: seam.usualLevelDb,
  seamDriftDb: seam.driftDb,
  usualDriftDb: seam.usualDriftDb,
  seamDipDb: seam.dipDb,
  usualDipDb: seam.usualDipDb,
});

/** What repeats: the loop region, or all of a one-shot. Throws a RangeError for a loop that is empty or reaches outside. */
function region({ channels, loop }: MeasuredTexture, audio: Channels): Channels {
  if (loop === null) return audio;
  const { startFrame, endFrame } = loop;
  if (!(startFrame >= 0 && startFrame < endFrame && endFrame <= channels[0].length)) {
    throw new RangeError(`loop ${startFrame} to ${endFrame} does not lie inside ${channels[0].length} sample frames`);
  }
  return audio.map((channel) => channel.subarray(startFrame, endFrame));
}

/**
 * The measures of `texture`: about 5 ms of CPU a second of stereo, 7 for clouds. The level is that of the whole file, the seam that of the loop region. Throws a
 * RangeError for no channels, or a loop that is empty or reaches outside the audio.
 */
export function measureTexture(texture: MeasuredTexture): TextureMeasures {
  const { channels, sampleRateHz, loop, kind, name } = texture;
  if (channels.length === 0) throw new RangeError('a texture has at least one channel');
  const nonFiniteSamples = texture.levels ? 0 : countNonFinite(channels);
  const audio = measurable(channels, nonFiniteSamples);
  const repeated = region(texture, audio);
  const traces = loop === null ? [] : repeated.map((channel) => spectralTrace(channel, sampleRateHz));
  const spectra = loop === null ? repeated.map((channel) => meanSpectrum(channel, sampleRateHz)) : traces;
  const levels = texture.levels ?? soundLevels(audio, sampleRateHz, loop !== null);
  const { correlation, decorrelationDb } = stereoFigures(levels.sums);
  return {
    name,
    kind,
    isLoop: loop !== null,
    channelCount: channels.length,
    sampleRateHz,
    durationSeconds: channels[0].length / sampleRateHz,
    nonFiniteSamples,
    ...levelFigures(levels),
    ...colourFigures(spectra, sampleRateHz),
    ...silenceFigures(repeated, sampleRateHz, loop !== null),
    stereoCorrelation: correlation,
    decorrelationDb,
    ...namedSeam(loop === null ? NO_SEAM : seamFigures(repeated, sampleRateHz, traces)),
    ...(loop === null ? edgeFigures(audio, sampleRateHz, levels.samplePeak) : NO_EDGES),
    ...(kind === 'clouds' ? repetitionFigures(audio, sampleRateHz) : NO_REPETITION),
  };
}
