/** What one pass over a track finds out: placeholder types; the analyser is being built. */
export interface KeyEstimate {
  /** Pitch class 0 (C) to 11 (B). */
  readonly tonic: number;
  readonly mode: 'major' | 'minor';
  /** 0 to 1; below 0.5 the analysis reports no key at all. */
  readonly confidence: number;
}

export interface TempoEstimate {
  readonly bpm: number;
  /** 0 to 1. */
  readonly confidence: number;
  /** Time of one beat, for a beat grid. */
  readonly firstBeatSeconds: number;
}

export interface TrackAnalysis {
  readonly sampleRateHz: number;
  /** Of the source, before the cap at 2. */
  readonly channels: number;
  readonly durationSeconds: number;
  /** Analysis frames: one every `hopSeconds`; every per-frame array has `frames` entries, frame i is centred at i · hopSeconds. */
  readonly hopSeconds: number;
  readonly frames: number;
  /** Level of each analysis frame over all channels, dBFS, floored at −120. */
  readonly rmsDbfs: Float32Array;
  readonly centroidHz: Float32Array;
  /** Spectral flatness on power, 0 to 1. */
  readonly flatness: Float32Array;
  readonly rolloffHz: Float32Array;
  /** Absolute novelty (log-compressed spectral flux, not normalised per track): a steady drone stays near 0. */
  readonly onsetStrength: Float32Array;
  /** Level of 4 to 15 kHz of each frame, dBFS, floored at −120. */
  readonly airDbfs: Float32Array;
  /** Onset times in seconds, ascending. */
  readonly onsetSeconds: Float64Array;
  readonly integratedLufs: number;
  readonly samplePeak: number;
  /** Mean of each channel, full-scale units. */
  readonly dcOffset: readonly number[];
  /** Share of sample frames at or above full scale, 0 to 1. */
  readonly clippedRatio: number;
  /** Correlation of left and right, −1 to 1; 1 for mono. */
  readonly stereoCorrelation: number;
  /** A4 deviation from 440 Hz in cents, −50 to 50. */
  readonly tuningCents: number;
  readonly key: KeyEstimate | null;
  readonly tempo: TempoEstimate | null;
}
