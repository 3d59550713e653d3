/** Level, headroom and colour of a texture. Knows nothing of targets. */
import { exp, gainToDb, log, powerToDb } from '../dsp/elementary.ts';
import { gatedLufs } from '../dsp/loudness-gate.ts';
import { meanSquareOf } from '../dsp/plane-levels.ts';
import type { SoundLevels } from '../dsp/sound-levels.ts';
import type { MeanSpectrum } from './spectral-trace.ts';

export type Brightness = 'dark' | 'mid' | 'bright';

/** Levels are null where there is no signal to have one. */
export interface LevelFigures {
  readonly integratedLufs: number | null;
  /** RMS over all channels of the loudest 50 ms. */
  readonly loudestShortRmsDbfs: number | null;
  readonly samplePeakDbfs: number | null;
  readonly truePeakDbtp: number | null;
  /** RMS over all channels and the whole length. */
  readonly rmsDbfs: number | null;
  /** Sample peak less RMS. */
  readonly crestDb: number | null;
  /** |mean| of the channel where it is largest. */
  readonly dcDbfs: number | null;
}

export interface ColourFigures {
  /** Centre of gravity of the mean power spectrum over all channels. */
  readonly centroidHz: number | null;
  /** Geometric ÷ arithmetic mean of the mean power spectrum, DC left out: 1 for white noise, towards 0 for tones. */
  readonly flatnessRatio: number | null;
  readonly brightness: Brightness | null;
}

/** Below: a bass, a muffled pad. Above: air, hats, hiss. */
const DARK_BELOW_HZ = 1500;
const BRIGHT_ABOVE_HZ = 3500;
/** Bins quieter than the mean by 120 dB count as that quiet, so that one empty bin does not make a flatness of 0. */
const FLATNESS_FLOOR_RATIO = 1e-12;

const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null);

/** The level figures that `levels` hold. */
export function levelFigures(levels: SoundLevels): LevelFigures {
  const { sums, samplePeak } = levels;
  const rms = Math.sqrt(meanSquareOf(sums));
  const largestMean = Math.max(Math.abs(sums.left), Math.abs(sums.right)) / sums.frames;
  return {
    integratedLufs: finiteOrNull(gatedLufs(levels.once)),
    loudestShortRmsDbfs: finiteOrNull(powerToDb(levels.loudestMeanSquare)),
    samplePeakDbfs: finiteOrNull(gainToDb(samplePeak)),
    truePeakDbtp: finiteOrNull(gainToDb(levels.truePeak)),
    rmsDbfs: finiteOrNull(gainToDb(rms)),
    crestDb: rms > 0 ? gainToDb(samplePeak / rms) : null,
    dcDbfs: finiteOrNull(gainToDb(largestMean)),
  };
}

function brightnessOf(centroidHz: number): Brightness {
  if (centroidHz < DARK_BELOW_HZ) return 'dark';
  return centroidHz > BRIGHT_ABOVE_HZ ? 'bright' : 'mid';
}

/** The colour that the mean of `spectra` (one a channel, at least one) shows; nulls for silence. */
export function colourFigures(spectra: readonly MeanSpectrum[], sampleRateHz: number): ColourFigures {
  const powers = spectra[0].powers.map((_, bin) => spectra.reduce((sum, spectrum) => sum + spectrum.powers[bin], 0));
  const heard = powers.subarray(1);
  const total = heard.reduce((sum, power) => sum + power, 0);
  if (total === 0) return { centroidHz: null, flatnessRatio: null, brightness: null };
  const mean = total / heard.length;
  const moment = heard.reduce((sum, power, i) => sum + power * (i + 1), 0);
  const logs = heard.reduce((sum, power) => sum + log(Math.max(power / mean, FLATNESS_FLOOR_RATIO)), 0);
  const centroidHz = ((moment / total) * sampleRateHz) / spectra[0].windowSamples;
  return { centroidHz, flatnessRatio: exp(logs / heard.length), brightness: brightnessOf(centroidHz) };
}
