/**
 * What the music around a texture asks of it: the transposition that brings a track into a key, and the length of a loop in whole bars.
 * Pure. Knows nothing of how a kind makes either true.
 */
import type { TempoEstimate, TrackAnalysis } from '../dsp/analysis.ts';
import { log2, pow } from '../dsp/elementary.ts';
import type { MusicalitySection } from '../pipeline/profile.ts';
import { type Key, keyName, modulo12, parseKey, transposedKey } from './key-name.ts';

/**
 * The probability from which on a key is transposed by, and a beat cut at. Being wrong is about twice as bad as leaving a track as it is, so it must be
 * right twice as often as wrong. That of a key is a little low: of rendered pieces told with 0.6 to 0.7, 15 of 21 are right (`npm run bench:analysis`).
 */
const CONFIDENT_KEY = 0.6;
const CONFIDENT_BEAT = 2 / 3;
/** Octaves that a tempo may be off another's half or double and still count as that. */
const OCTAVE_TOLERANCE = 0.01;
/** No loop is longer, however many bars are asked for. */
const LONGEST_LOOP_SECONDS = 60;
/** From a minor key up to its relative major. */
const RELATIVE_MAJOR_SEMITONES = 3;

type Parameters = Readonly<Record<string, number | string | boolean>>;

/** How a track is brought into the key that is asked for. */
export interface Transposition {
  /** −6 to 5; 0 where no key is asked for, or the track's is not known with confidence. */
  readonly semitones: number;
  /** The track's key after that; null where it is not known with confidence. */
  readonly key: Key | null;
  /** What was decided; empty where nothing was asked. */
  readonly parameters: Parameters;
  readonly warnings: readonly string[];
}

/** The key of the track, as the profile says or as it was heard with confidence. */
export function confidentKey({ key }: TrackAnalysis, musicality: MusicalitySection): Key | null {
  if (musicality.source_key !== null) return parseKey(musicality.source_key);
  return key !== null && key.confidence >= CONFIDENT_KEY ? key : null;
}

/**
 * The transposition by the nearest way from the track's key to `target_key`; a tritone goes down. Where one is major and the other minor,
 * the relative key is matched: A minor stays as it is for C major. Without a confident key nothing is transposed, with the warning
 * `key-unknown`.
 */
export function transpositionOf(analysis: TrackAnalysis, musicality: MusicalitySection): Transposition {
  const source = confidentKey(analysis, musicality);
  const { target_key: targetKey } = musicality;
  if (targetKey === null) return { semitones: 0, key: source, parameters: {}, warnings: [] };
  const parameters = { targetKey, sourceKeyConfidence: musicality.source_key ? 1 : (analysis.key?.confidence ?? 0) };
  if (source === null)
    return {
      semitones: 0,
      key: null,
      parameters: { ...parameters, transposedSemitones: 0 },
      warnings: ['key-unknown'],
    };
  const semitones = nearestWay(majorTonic(source), majorTonic(parseKey(targetKey)));
  const transposed = { ...parameters, sourceKey: keyName(source), transposedSemitones: semitones };
  return { semitones, key: transposedKey(source, semitones), parameters: transposed, warnings: [] };
}

/** The tonic of the major key with the same notes. */
const majorTonic = ({ tonic, mode }: Key): number => (mode === 'major' ? tonic : tonic + RELATIVE_MAJOR_SEMITONES);

const nearestWay = (from: number, to: number): number => modulo12(to - from + 6) - 6;

/** The tempo that loops are made for. */
export interface Pulse {
  readonly bpm: number;
  /** How much longer the track becomes to have that tempo: 1 where nothing is to be stretched. */
  readonly stretchRatio: number;
  /** Whether the track's own tempo is known: else nothing of it is on the beat. */
  readonly isOfTrack: boolean;
}

/** The tempo of the track, as the profile says or as it was heard with confidence. */
export function confidentBpm({ tempo }: TrackAnalysis, musicality: MusicalitySection): number | null {
  if (musicality.source_bpm !== null) return musicality.source_bpm;
  return tempo !== null && onBeatProbability(tempo) >= CONFIDENT_BEAT ? tempo.bpm : null;
}

/** How probable it is that what is cut at the tempo is on the beat: were the half or the double meant, it is so as well. */
function onBeatProbability({ bpm, confidence, alternative }: TempoEstimate): number {
  if (alternative === null) return confidence;
  const octaves = log2(alternative.bpm / bpm);
  const isOctave = Math.abs(octaves - Math.round(octaves)) < OCTAVE_TOLERANCE;
  return isOctave ? confidence + alternative.confidence : confidence;
}

/**
 * `reference_bpm`, else the track's tempo; null where neither is known. A track counts as at its tempo's double or half where that is nearer
 * to the reference, so that it is never stretched by more than √2 either way.
 */
export function pulseOf(analysis: TrackAnalysis, musicality: MusicalitySection): Pulse | null {
  const ownBpm = confidentBpm(analysis, musicality);
  const { reference_bpm: referenceBpm } = musicality;
  if (referenceBpm === null) return ownBpm === null ? null : { bpm: ownBpm, stretchRatio: 1, isOfTrack: true };
  if (ownBpm === null) return { bpm: referenceBpm, stretchRatio: 1, isOfTrack: false };
  const octaves = Math.round(log2(referenceBpm / ownBpm));
  return { bpm: referenceBpm, stretchRatio: (ownBpm * pow(2, octaves)) / referenceBpm, isOfTrack: true };
}

/** A loop of whole bars. */
export interface BarLoop {
  readonly bars: number;
  readonly seconds: number;
}

/** How long a loop may be, and how long it should be. */
export interface WantedLength {
  readonly shortestSeconds: number;
  readonly longestSeconds: number;
  /** What the source can give. */
  readonly availableSeconds: number;
}

/**
 * Of the bar counts of `snap_to_bars`, the longest loop between the shortest and the longest that is wanted, else the one nearest to them;
 * none above 60 s or what is available. Null where none is left. A bar lasts beats_per_bar · 60 ÷ bpm seconds.
 */
export function barLoopOf(bpm: number, musicality: MusicalitySection, wanted: WantedLength): BarLoop | null {
  const { shortestSeconds, longestSeconds, availableSeconds } = wanted;
  const most = Math.min(LONGEST_LOOP_SECONDS, availableSeconds);
  const outside = (seconds: number): number => Math.max(0, shortestSeconds - seconds, seconds - longestSeconds);
  const loops = musicality.snap_to_bars
    .map((bars) => ({ bars, seconds: (bars * musicality.beats_per_bar * 60) / bpm }))
    .filter(({ seconds }) => seconds <= most)
    .sort((a, b) => outside(a.seconds) - outside(b.seconds) || b.seconds - a.seconds);
  return loops[0] ?? null;
}

/** The length of a loop that is free to have any. */
export interface LoopLength {
  readonly seconds: number;
  /** The tempo that it has whole bars of; null where it has not. */
  readonly bpm: number | null;
  readonly parameters: Parameters;
  readonly warnings: readonly string[];
}

/** `wantedSeconds`, or the nearest whole bars where `snap_to_bars` asks for them and there is a tempo; else a warning says why not. */
export function loopLengthOf(
  analysis: TrackAnalysis,
  musicality: MusicalitySection,
  wantedSeconds: number,
): LoopLength {
  const free = { seconds: wantedSeconds, bpm: null, parameters: {}, warnings: [] };
  if (musicality.snap_to_bars.length === 0) return free;
  const pulse = pulseOf(analysis, musicality);
  if (pulse === null) return { ...free, warnings: ['tempo-unknown'] };
  const wanted = { shortestSeconds: wantedSeconds, longestSeconds: wantedSeconds, availableSeconds: Infinity };
  const loop = barLoopOf(pulse.bpm, musicality, wanted);
  if (loop === null) return { ...free, warnings: ['bars-too-long'] };
  const { bars, seconds } = loop;
  return { seconds, bpm: pulse.bpm, parameters: { bars, barsBpm: pulse.bpm }, warnings: [] };
}

/** The key of grains that stay in `key`; null where half of their transpositions or more are no whole semitones, and lie between the keys. */
export function keyOfGrains(key: Key | null, semitones: readonly number[]): Key | null {
  return 2 * semitones.filter(Number.isInteger).length > semitones.length ? key : null;
}
