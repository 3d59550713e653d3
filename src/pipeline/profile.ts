/**
 * A profile: the recipe for every kind of texture. The types here and the schema in `profile-schema.ts` say the same; the schema
 * holds units, bounds and defaults. Knows nothing of files.
 */

export interface OutputSection {
  readonly sample_rate_hz: number;
  readonly bit_depth: 16 | 24 | 32;
  readonly channels: 1 | 2;
  readonly true_peak_ceiling_dbtp: number;
}
export interface RandomSection {
  readonly seed: number;
}
export interface NamingSection {
  readonly include: readonly ('key' | 'tempo' | 'brightness')[];
}
export interface PadsSection {
  readonly count: number;
  readonly min_duration_seconds: number;
  readonly max_duration_seconds: number;
  readonly crossfade_seconds: number;
  /** Regions with more onsets per second than this are not steady enough for a pad. */
  readonly max_onset_rate_hz: number;
  /** Regions whose mean spectral flatness is above this are noise, not tone. */
  readonly max_flatness_ratio: number;
  readonly highpass_hz: number;
  readonly lowpass_hz: number;
  readonly width_ratio: number;
  readonly target_lufs: number;
}
export interface SwellsSection {
  readonly count: number;
  readonly min_duration_seconds: number;
  readonly max_duration_seconds: number;
  readonly stretch_ratio: number;
  readonly pitches_semitones: readonly number[];
  readonly filters: readonly ('warm' | 'airy' | 'dark')[];
  /** Share of the swells that play backwards, 0 to 1. */
  readonly reversed_ratio: number;
  /** Where the envelope peaks, as a share of the length. */
  readonly attack_ratio: number;
  readonly target_lufs: number;
}
export interface CloudsSection {
  readonly count: number;
  readonly duration_seconds: number;
  readonly min_grain_ms: number;
  readonly max_grain_ms: number;
  readonly overlap_ratio: number;
  /** How far a grain's onset may stray from the even spacing, as a share of that spacing. */
  readonly jitter_ratio: number;
  readonly pitches_semitones: readonly number[];
  readonly width_ratio: number;
  readonly highpass_hz: number;
  readonly lowpass_hz: number;
  readonly target_lufs: number;
}
export interface HissSection {
  readonly loop_count: number;
  readonly flicker_count: number;
  readonly low_hz: number;
  readonly high_hz: number;
  readonly loop_duration_seconds: number;
  readonly modulation_rate_hz: number;
  readonly modulation_depth_ratio: number;
  readonly min_flicker_ms: number;
  readonly max_flicker_ms: number;
  readonly target_lufs: number;
  readonly flicker_target_rms_dbfs: number;
  readonly synthetic_when_missing: boolean;
}

export interface Profile {
  readonly output: OutputSection;
  readonly random: RandomSection;
  readonly naming: NamingSection;
  readonly pads: PadsSection;
  readonly swells: SwellsSection;
  readonly clouds: CloudsSection;
  readonly hiss: HissSection;
}
