/**
 * The last steps, the same for every kind: fold-down, DC, level, dither, encoding. Knows nothing of what was done before.
 */
import { removeLoopDc, removeOneShotDc } from '../dsp/dc.ts';
import { ditherTpdf } from '../dsp/dither.ts';
import { dbToGain, gainToDb } from '../dsp/elementary.ts';
import { integratedLufs, loudestWindowRmsDbfs } from '../dsp/loudness.ts';
import { samplePeak, truePeakDbtp } from '../dsp/peak.ts';
import type { Random } from '../dsp/random.ts';
import type { OutputSection } from '../pipeline/profile.ts';
import type { Channels, Texture, TextureRejection } from './texture.ts';
import { encodeWav, type LoopFrames } from './wav.ts';

export interface FinishedTexture {
  /** The WAV file, without text. */
  readonly bytes: Uint8Array;
  /** What was written, before rounding to `bit_depth`. */
  readonly channels: Channels;
  readonly loop: LoopFrames | null;
  readonly levelGainDb: number;
  readonly warnings: readonly string[];
}

/** Shorter pieces have no integrated loudness: a gating block is 400 ms. */
const SHORT_SECONDS = 0.4;
const SHORT_WINDOW_SECONDS = 0.05;
/** A loop is measured as played: repeated until the gate has blocks enough and the filters have settled. */
const MEASURED_SECONDS = 3;
/** Dither and rounding may add this to the peak. */
const CEILING_MARGIN_DB = 0.02;
/** What needs more than this was next to nothing, and is noise by now. */
const HIGHEST_GAIN_DB = 60;

/** Average of the planes. */
function foldedDown(channels: Channels): Float32Array[] {
  const mono = channels[0].slice();
  for (let n = 0; n < mono.length; n++) mono[n] = (channels[0][n] + channels[1][n]) / 2;
  return [mono];
}

function identical(a: Float32Array, b: Float32Array): boolean {
  for (let n = 0; n < a.length; n++) if (a[n] !== b[n]) return false;
  return true;
}

/** Copies of the planes: folded down where asked, and never two of the same. */
function outputPlanes(channels: Channels, wanted: 1 | 2): Float32Array[] {
  if (channels.length === 2 && identical(channels[0], channels[1])) return [channels[0].slice()];
  return channels.length === 2 && wanted === 1 ? foldedDown(channels) : channels.map((plane) => plane.slice());
}

function firstFault(channels: Channels): string | null {
  for (const plane of channels)
    for (let n = 0; n < plane.length; n++) if (!Number.isFinite(plane[n])) return `frame ${n}`;
  return null;
}

function repeated(plane: Float32Array, times: number): Float32Array {
  const long = new Float32Array(plane.length * times);
  for (let i = 0; i < times; i++) long.set(plane, i * plane.length);
  return long;
}

function scale(channels: readonly Float32Array[], gain: number): void {
  for (const plane of channels) for (let n = 0; n < plane.length; n++) plane[n] *= gain;
}

/** Gain in dB from the present level to the target of the texture's length. */
function levelGainDb(channels: readonly Float32Array[], texture: Texture, sampleRateHz: number): number {
  const seconds = channels[0].length / sampleRateHz;
  if (seconds < SHORT_SECONDS)
    return texture.targetShortRmsDbfs - loudestWindowRmsDbfs(channels, sampleRateHz, SHORT_WINDOW_SECONDS);
  const times = texture.loop === 'whole' ? Math.max(2, Math.ceil(MEASURED_SECONDS / seconds)) : 1;
  const played = times > 1 ? channels.map((plane) => repeated(plane, times)) : channels;
  return texture.targetLufs - integratedLufs(played, sampleRateHz);
}

/** Brings the planes to their level, in place, under the true-peak ceiling. */
function level(channels: readonly Float32Array[], texture: Texture, output: OutputSection) {
  const wantedDb = levelGainDb(channels, texture, output.sample_rate_hz);
  const peakDbtp = truePeakDbtp(channels, output.sample_rate_hz, { loop: texture.loop === 'whole' });
  const allowedDb = output.true_peak_ceiling_dbtp - CEILING_MARGIN_DB - peakDbtp;
  const gainDb = Math.min(wantedDb, allowedDb);
  scale(channels, dbToGain(gainDb));
  return { gainDb, limited: allowedDb < wantedDb - 0.05 };
}

/**
 * The WAV of `texture`: folded down when `output.channels` is 1, one plane where both would be the same, without DC, at its loudness
 * (loops as played, pieces under 400 ms by their loudest 50 ms), under the true-peak ceiling with the warning `ceiling` where that
 * wins, dithered at 16 bit with `random`. A rejection for NaN, Infinity, and for what has no level at all.
 */
export function finishTexture(
  name: string,
  texture: Texture,
  output: OutputSection,
  random: Random,
): FinishedTexture | TextureRejection {
  const fault = firstFault(texture.channels);
  if (fault) return { name, rule: 'not-finite', measured: fault, threshold: 'finite samples' };
  const channels = outputPlanes(texture.channels, output.channels);
  for (const plane of channels) texture.loop === 'whole' ? removeLoopDc(plane) : removeOneShotDc(plane);
  const peak = samplePeak(channels);
  if (peak < 1e-6) return { name, rule: 'silent', measured: peak, threshold: 1e-6 };
  scale(channels, 0.5 / peak); // the absolute gate of BS.1770 must not eat a quiet texture
  const { gainDb, limited } = level(channels, texture, output);
  const totalDb = gainDb + gainToDb(0.5 / peak);
  if (totalDb > HIGHEST_GAIN_DB) return { name, rule: 'too-quiet', measured: totalDb, threshold: HIGHEST_GAIN_DB };
  if (output.bit_depth === 16) for (const plane of channels) ditherTpdf(plane, 16, random);
  const loop = texture.loop === 'whole' ? { startFrame: 0, endFrame: channels[0].length } : null;
  const { sample_rate_hz: sampleRateHz, bit_depth: bitDepth } = output;
  return {
    bytes: encodeWav({ channels, sampleRateHz, bitDepth, loop, rootNote: texture.rootNote }),
    channels,
    loop,
    levelGainDb: totalDb,
    warnings: limited ? [...texture.warnings, 'ceiling'] : texture.warnings,
  };
}
