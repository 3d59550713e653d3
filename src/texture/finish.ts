/**
 * The last steps, the same for every kind: fold-down, DC, level, dither, encoding. Knows nothing of what was done before.
 */
import { loopWithoutDc, oneShotWithoutDc } from '../dsp/dc.ts';
import { ditherTpdf } from '../dsp/dither.ts';
import { dbToGain, gainToDb, powerToDb } from '../dsp/elementary.ts';
import { scale } from '../dsp/gains.ts';
import { gatedLufs } from '../dsp/loudness-gate.ts';
import { monoSum } from '../dsp/mono.ts';
import { type PairSums, pairSums } from '../dsp/plane-levels.ts';
import type { Random } from '../dsp/random.ts';
import { amplified, type SoundLevels, soundLevels } from '../dsp/sound-levels.ts';
import type { OutputSection } from '../pipeline/profile.ts';
import { inPhase, withoutDualMono } from './polarity.ts';
import type { Channels, Texture, TextureRejection } from './texture.ts';
import { encodeWav, type LoopFrames } from './wav.ts';

export interface FinishedTexture {
  /** The WAV file, without text. */
  readonly bytes: Uint8Array;
  /** What was written, before rounding to `bit_depth`. */
  readonly channels: Channels;
  /** Of `channels`, before dither. */
  readonly levels: SoundLevels;
  readonly loop: LoopFrames | null;
  readonly levelGainDb: number;
  readonly warnings: readonly string[];
}

/** Shorter pieces have no integrated loudness: a gating block is 400 ms. */
const SHORT_SECONDS = 0.4;
/** What stays below this is silence. */
const LOWEST_PEAK = 1e-6;
/** Dither and rounding may add this to the peak. */
const CEILING_MARGIN_DB = 0.02;
/** What needs more than this was next to nothing, and is noise by now. */
const HIGHEST_GAIN_DB = 60;

function identical(a: Float32Array, b: Float32Array): boolean {
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}

/** The planes to write, of `channels` in phase whose sums are `sums`: folded down where asked, and never two of one signal. */
function outputPlanes(channels: Channels, wanted: 1 | 2, sums: PairSums): Channels {
  if (channels.length === 2 && identical(channels[0], channels[1])) return [channels[0]];
  return wanted === 1 ? [monoSum(channels)] : withoutDualMono(channels, sums);
}

function firstFault(channels: Channels): string {
  const faulty = channels.map((plane) => plane.findIndex((sample) => !Number.isFinite(sample)));
  return `frame ${faulty.find((frame) => frame >= 0)}`;
}

const isFinitePair = ({ leftSquares, rightSquares }: PairSums): boolean => Number.isFinite(leftSquares + rightSquares);

/** Copies of the planes without their offsets. */
function withoutDc(planes: Channels, { left, right, frames }: PairSums, loop: Texture['loop']): Float32Array[] {
  const remove = loop === 'whole' ? loopWithoutDc : oneShotWithoutDc;
  return planes.map((plane, channel) => remove(plane, (channel === 0 ? left : right) / frames));
}

/** Gain in dB to the target of the texture's length: for a loop as it is played on and on. */
function wantedGainDb(levels: SoundLevels, texture: Texture, sampleRateHz: number): number {
  if (levels.sums.frames / sampleRateHz < SHORT_SECONDS)
    return texture.targetShortRmsDbfs - powerToDb(levels.loudestMeanSquare);
  const fullGain = 1 / levels.samplePeak; // the absolute gate of BS.1770 must not eat a quiet texture
  return texture.targetLufs - gatedLufs(levels.playing, fullGain) + gainToDb(fullGain);
}

/** The gain that brings a texture to its level under the true-peak ceiling, and whether the ceiling won. */
function levelGain(levels: SoundLevels, texture: Texture, output: OutputSection) {
  const wantedDb = wantedGainDb(levels, texture, output.sample_rate_hz);
  const allowedDb = output.true_peak_ceiling_dbtp - CEILING_MARGIN_DB - gainToDb(levels.truePeak);
  return { gainDb: Math.min(wantedDb, allowedDb), limited: allowedDb < wantedDb - 0.05 };
}

/**
 * The WAV of `texture`: its sides in phase (with the warning `polarity` where one was turned round), folded down when `output.channels` is 1,
 * one plane where both would be one signal, without DC, at its loudness
 * (loops as played, pieces under 400 ms by their loudest 50 ms), under the true-peak ceiling with the warning `ceiling` where that
 * wins, dithered at 16 bit with `random`. A rejection for NaN, Infinity, and for what has no level at all.
 */
export function finishTexture(
  name: string,
  texture: Texture,
  output: OutputSection,
  random: Random,
): FinishedTexture | TextureRejection {
  const rendered = pairSums(texture.channels);
  const inPhaseChannels = inPhase(texture.channels, rendered);
  const planes = outputPlanes(inPhaseChannels, output.channels, rendered);
  const sums = planes === texture.channels ? rendered : pairSums(planes);
  if (!isFinitePair(sums))
    return { name, rule: 'not-finite', measured: firstFault(texture.channels), threshold: 'finite samples' };
  const channels = withoutDc(planes, sums, texture.loop);
  const levels = soundLevels(channels, output.sample_rate_hz, texture.loop === 'whole');
  const { samplePeak } = levels;
  if (samplePeak < LOWEST_PEAK) return { name, rule: 'silent', measured: samplePeak, threshold: LOWEST_PEAK };
  const { gainDb, limited } = levelGain(levels, texture, output);
  if (gainDb > HIGHEST_GAIN_DB) return { name, rule: 'too-quiet', measured: gainDb, threshold: HIGHEST_GAIN_DB };
  for (const plane of channels) scale(plane, dbToGain(gainDb));
  if (output.bit_depth === 16) for (const plane of channels) ditherTpdf(plane, 16, random);
  const loop = texture.loop === 'whole' ? { startFrame: 0, endFrame: channels[0].length } : null;
  const { sample_rate_hz: sampleRateHz, bit_depth: bitDepth } = output;
  return {
    bytes: encodeWav({ channels, sampleRateHz, bitDepth, loop, rootNote: texture.rootNote }),
    channels,
    levels: amplified(levels, dbToGain(gainDb)),
    loop,
    levelGainDb: gainDb,
    warnings: [
      ...new Set([
        ...texture.warnings,
        ...(inPhaseChannels === texture.channels ? [] : ['polarity']),
        ...(limited ? ['ceiling'] : []),
      ]),
    ],
  };
}
