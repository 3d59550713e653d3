/**
 * JSON Schema of a profile: every value with its unit (in the name), bounds, default and meaning. Types, validators, editors' schema and the
 * generated documentation come from here. Defaults are applied last, after `extends`, overrides and `--set`. The names of some values say
 * more: `count` or `…_count` is how many textures a kind makes (0: none, and no action for it), `min_x` is at most `max_x`, `low_x` at most
 * `high_x`, `highpass_x` at most `lowpass_x`.
 *
 * One file, though a long one: a table, a line or two for each value.
 */
import { GRADES } from '../quality/grade.ts';

/** A letter, a sharp (`#` or `s`) or flat (`b`) where there is a black key, `m` for minor. */
export const KEY_PATTERN = '^([A-G]|[CDFGA][#s]|[DEGAB]b)m?$';

const number = (minimum: number, maximum: number, value: number, description: string) =>
  ({ type: 'number', minimum, maximum, default: value, description }) as const;
const integer = (minimum: number, maximum: number, value: number, description: string) =>
  ({ type: 'integer', minimum, maximum, default: value, description }) as const;
const flag = (value: boolean, description: string) => ({ type: 'boolean', default: value, description }) as const;
const choice = <const T extends string | number>(values: readonly T[], value: NoInfer<T>, description: string) =>
  ({ enum: values, default: value, description }) as const;
const semitones = (value: readonly number[], description: string) =>
  ({
    type: 'array',
    items: { type: 'number', minimum: -24, maximum: 24 },
    minItems: 1,
    maxItems: 24,
    default: value,
    description,
  }) as const;
const subset = <const T extends string>(values: readonly T[], value: readonly NoInfer<T>[], description: string) =>
  ({
    type: 'array',
    items: { enum: values },
    uniqueItems: true,
    default: value,
    description,
  }) as const;
const numberOrNull = (minimum: number, maximum: number, description: string) =>
  ({ type: ['number', 'null'], minimum, maximum, default: null, description }) as const;
const keyOrNull = (description: string) =>
  ({ type: ['string', 'null'], pattern: KEY_PATTERN, default: null, description }) as const;
const section = <const Values extends Record<string, object>>(description: string, properties: Values) =>
  ({
    type: 'object',
    additionalProperties: false,
    default: {},
    description,
    properties,
  }) as const;

const SECTIONS = {
  output: section('The format of every texture.', {
    sample_rate_hz: integer(8000, 192000, 44100, 'Sample rate of the WAV files.'),
    bit_depth: choice([16, 24, 32], 24, '16 (TPDF dither) or 24 bit PCM, or 32 bit float.'),
    channels: choice(
      [1, 2],
      2,
      '2 keeps stereo (mono sources stay mono where the kind adds no width); 1 folds everything down.',
    ),
    fold_down: choice(
      ['sum', 'left', 'right', 'mid'],
      'sum',
      'How stereo sources become mono where `channels` is 1: `left` L, `right` R, `mid` (L + R) ÷ 2, `sum` the same with R turned round first where the sides are opposed (correlation below −0.5), with the warning `polarity`. A loss of more than 6 dB is a warning, of more than 15 dB a rejection.',
    ),
    true_peak_ceiling_dbtp: number(
      -20,
      0,
      -1,
      'No texture goes above this true peak; it wins over the loudness target.',
    ),
  }),
  random: section('The source of every random choice.', {
    seed: integer(0, 4294967295, 0, 'Another seed gives other grains, regions and modulations from the same tracks.'),
  }),
  naming: section('What joins the file names.', {
    include: subset(['key', 'tempo', 'brightness'], [], 'Parts appended to each file name; none keeps names stable.'),
  }),
  musicality: section('The key and the tempo that textures are made for; everything is off by default.', {
    target_key: keyOrNull(
      'Pads, swells and clouds are transposed by the nearest way so that the key of the track becomes this one, like `C`, `Am`, `F#m`, `Fs` or `Gb`; of a minor track for a major key, and the other way round, its relative key does. Tracks without a confident key stay as they are, with a warning.',
    ),
    source_key: keyOrNull('The key of a track, where the analysis is wrong or unsure: for `overrides`.'),
    reference_bpm: numberOrNull(
      20,
      300,
      'The tempo that pads are stretched to where that of the track is known, and that bars are counted in, in place of the own tempo of the track.',
    ),
    source_bpm: numberOrNull(20, 300, 'The tempo of a track, where the analysis is wrong or unsure: for `overrides`.'),
    snap_to_bars: {
      type: 'array',
      items: { type: 'integer', minimum: 1, maximum: 16 },
      uniqueItems: true,
      maxItems: 16,
      default: [],
      description:
        'Loops are exactly so many bars long, like `[1, 2, 4]`: whichever comes nearest to the duration asked for. Tracks without a confident tempo keep their lengths, with a warning, unless there is a reference.',
    },
    beats_per_bar: integer(1, 16, 4, 'Beats in a bar.'),
  }),
  curation: section('What of the finished textures reaches the export. Changing it renders nothing.', {
    auto_reject_grade: choice(
      ['none', ...GRADES],
      'none',
      'Textures graded that or worse are left out; they stay in the cache and come back when this is eased. F is never exported.',
    ),
  }),
  pads: section('Sustained tonal segments as seamless loops.', {
    count: integer(0, 64, 3, 'Pads per track.'),
    min_duration_seconds: number(0.5, 30, 1.5, 'Shortest loop.'),
    max_duration_seconds: number(0.5, 30, 4.5, 'Longest loop.'),
    crossfade_seconds: number(0.02, 5, 0.4, 'Longest crossfade at the seam.'),
    max_onset_rate_hz: number(0, 20, 2.5, 'Pads with more onsets per second, after separation, are not steady enough.'),
    max_flatness_ratio: number(0, 1, 0.2, 'Regions with a higher spectral flatness are noise, not tone.'),
    highpass_hz: number(10, 2000, 30, 'Low cut.'),
    lowpass_hz: number(200, 24000, 18000, 'High cut.'),
    width_ratio: number(0, 2, 1, 'Stereo width: 0 mono, 1 as the source, 2 twice the side signal.'),
    target_lufs: number(-60, -6, -18, 'Integrated loudness.'),
  }),
  swells: section('Evolving one-shots: stretched, pitched, filtered, reversed.', {
    count: integer(0, 64, 6, 'Swells per track.'),
    min_duration_seconds: number(1, 60, 6, 'Shortest swell.'),
    max_duration_seconds: number(1, 60, 15, 'Longest swell.'),
    stretch_ratio: number(0.5, 64, 3, 'How much longer than its source a swell is; above 1 lengthens.'),
    stretch_method: choice(
      ['auto', 'locked', 'scattered'],
      'auto',
      'Phases locked to the partials (clear, up to 32 times), scattered at random (a drone, as long as you like), or scattered where a steady source is stretched about six times or more.',
    ),
    pitches_semitones: semitones([0, 5, 7, 12, -5], 'Transpositions, used in turn.'),
    filters: {
      type: 'array',
      items: { enum: ['warm', 'airy', 'dark'] },
      minItems: 1,
      maxItems: 24,
      default: ['warm', 'airy', 'dark'],
      description: 'Filter characters, used in turn.',
    },
    filter_movement_semitones: number(0, 72, 30, 'How far the cutoff travels while a swell opens and closes; 0 rests.'),
    reversed_ratio: number(0, 1, 0.33, 'Share of the swells that play backwards.'),
    attack_ratio: number(0.05, 0.95, 0.55, 'Where the envelope peaks, as a share of the length.'),
    target_lufs: number(-60, -6, -18, 'Integrated loudness.'),
  }),
  clouds: section('Granular textures as seamless loops.', {
    count: integer(0, 64, 6, 'Clouds per track.'),
    duration_seconds: number(1, 60, 8, 'Length of the loop.'),
    min_grain_ms: number(10, 2000, 80, 'Shortest grain.'),
    max_grain_ms: number(10, 2000, 320, 'Longest grain.'),
    overlap_ratio: number(0, 0.95, 0.7, 'How much neighbouring grains overlap.'),
    jitter_ratio: number(0, 1, 0.5, 'How far a grain may stray from the even spacing.'),
    density_movement_ratio: number(0, 0.8, 0.35, 'How far the spacing of grains swings, once in the loop.'),
    pitches_semitones: semitones(
      [0, 0, 0, 12, -12, 7],
      'Transpositions a grain may have; repeat one to favour it. Grains that would leave the key of their track have the nearest that stays in it; without a key only octaves are used.',
    ),
    width_ratio: number(0, 1, 0.8, 'How far grains spread over the stereo field.'),
    highpass_hz: number(10, 2000, 60, 'Low cut.'),
    lowpass_hz: number(200, 24000, 16000, 'High cut.'),
    target_lufs: number(-60, -6, -20, 'Integrated loudness.'),
  }),
  hiss: section('Air and noise: loops and short bursts.', {
    loop_count: integer(0, 64, 8, 'Hiss loops per track.'),
    flicker_count: integer(0, 64, 4, 'Hiss flickers per track.'),
    low_hz: number(1000, 12000, 4000, 'Lower edge of the band.'),
    high_hz: number(2000, 24000, 15000, 'Upper edge of the band.'),
    loop_duration_seconds: number(0.5, 30, 2, 'Length of a loop.'),
    modulation_rate_hz: number(0, 20, 3, 'Amplitude modulation; rounded to whole cycles per loop.'),
    modulation_depth_ratio: number(0, 1, 0.35, 'Depth of the amplitude modulation.'),
    min_flicker_ms: number(10, 1000, 30, 'Shortest flicker.'),
    max_flicker_ms: number(10, 2000, 500, 'Longest flicker.'),
    target_lufs: number(-60, -6, -26, 'Integrated loudness of loops and of flickers of 400 ms and more.'),
    flicker_target_rms_dbfs: number(-60, -6, -20, 'RMS of the loudest 50 ms of shorter flickers.'),
    synthetic_when_missing: flag(false, 'Make seeded noise where the track has no air of its own.'),
  }),
  drums: section('Single hits as one-shots; none unless asked for.', {
    count: integer(0, 64, 0, 'Hits per track.'),
    min_duration_ms: number(10, 1000, 50, 'Shortest hit.'),
    max_duration_ms: number(50, 5000, 1500, 'Longest hit.'),
    target_lufs: number(-60, -6, -26, 'Integrated loudness of hits of 400 ms and more.'),
    target_rms_dbfs: number(-60, -6, -20, 'RMS of the loudest 50 ms of shorter hits.'),
  }),
  dust: section('Pads with the hiss of their track under them, as seamless loops; none unless asked for.', {
    count: integer(0, 64, 0, 'Dusty pads per track.'),
    min_duration_seconds: number(0.5, 30, 1.5, 'Shortest loop.'),
    max_duration_seconds: number(0.5, 30, 4.5, 'Longest loop.'),
    hiss_below_pad_db: number(0, 60, 18, 'How far below the pad the hiss lies, by RMS.'),
    target_lufs: number(-60, -6, -18, 'Integrated loudness.'),
  }),
  silences: section('Room tone, the quietest stretches as seamless loops; none unless asked for.', {
    count: integer(0, 64, 0, 'Room tones per track.'),
    duration_seconds: number(1, 30, 3, 'Length of the loop; up to 15 % shorter where its ends fit better.'),
    highpass_hz: number(10, 2000, 40, 'Low cut.'),
    target_lufs: number(-60, -6, -42, 'Integrated loudness.'),
  }),
} as const;

export const PROFILE_SCHEMA = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  $id: 'profile.schema.json',
  title: 'grainmill profile',
  description: 'A recipe for every kind of texture. Whatever is left out takes its default.',
  type: 'object',
  additionalProperties: false,
  properties: {
    extends: { type: 'string', minLength: 1, description: 'Name of the profile this one builds on.' },
    description: { type: 'string', description: 'What the profile is for.' },
    ...SECTIONS,
  },
} as const;

/** Section names in the order of the schema. */
export const PROFILE_SECTIONS = Object.keys(SECTIONS) as (keyof typeof SECTIONS)[];
