/**
 * The note that a sustained sound rests on, if there is one: of a single note itself, of a chord its root. Knows nothing of where the sound
 * comes from.
 *
 * Every spectral peak stands for the notes it may be a partial of; a pitch class is a root as far as the intervals over it support it.
 *
 * Source: R. Parncutt, "Revision of Terhardt's psychoacoustical model of the root(s) of a musical chord", Music Perception 6 (1988), for the
 * supporting intervals; D. Hermes, "Measurement of pitch by subharmonic summation", JASA 83 (1988).
 *
 * One file, though a long one: one estimate in the order of its steps, none of which anybody else needs.
 */
import { decimator } from './decimate.ts';
import { cos, log2, pow } from './elementary.ts';
import { realFft } from './fft.ts';
import { kernels } from './kernel/machine.ts';
import { borrowing, type Floats } from './kernel/memory.ts';
import { hann } from './window.ts';

/** A note on the piano's grid and how far it can be trusted. */
export interface NoteEstimate {
  /** MIDI note, 60 is middle C. */
  readonly midiNote: number;
  /** 0 to 1; from 0.5 on it is to be trusted. */
  readonly confidence: number;
}

export interface PitchContext {
  /** How far the material is off 440 Hz, cents. */
  readonly tuningCents: number;
  /** Pitch class of the key's tonic, 0 (C) to 11, where the key is known: it decides between roots that are nearly as good. */
  readonly tonic: number | null;
}

const LOWEST_NOTE = 28;
const HIGHEST_NOTE = 88;
/** No partial below C1 or above E7 says what a note is. */
const LOWEST_PARTIAL = 24;
const HIGHEST_PARTIAL = 100;
const HARMONICS = 8;
/** A partial counts for the note it is harmonic h of with this to the power of h − 1. */
const HARMONIC_DECAY = 0.75;
/** Loud partials count for more, but not in proportion to their power. */
const POWER_EXPONENT = 0.35;
const NEAR_SEMITONES = 0.4;
/** How far a tone supports a root so many semitones below it (Parncutt 1988; the minor third after his revision of 1997). */
const SUPPORT: readonly (readonly [semitones: number, weight: number])[] = [
  [0, 10],
  [7, 5],
  [4, 3],
  [10, 2],
  [2, 1],
  [3, 1],
];
const BASS_FAVOUR = 1.2;
const TONIC_FAVOUR = 1.1;
/** The bass is the lowest partial within 25 dB of the strongest. */
const BASS_POWER_RATIO = 0.0032;
/** A lead this large over the best other root leaves no doubt. */
const CLEAR_LEAD = 0.4;
/** Less than this share of the power in peaks takes away trust in proportion; noise has next to none. */
const TRUSTED_TONALITY = 0.1;
/** A peak's power as a multiple of the mean around it: more in few windows, where noise has peaks too. */
const PROMINENCE = 3;
const PROMINENCE_OF_ONE_WINDOW = 9;
const SURROUNDINGS_BINS = 20;
/** A higher note explains its own harmonics well in any chord; it takes this much more to displace a lower one. */
const HIGHER_MUST_WIN_BY = 1.3;
/** The decimator keeps what lies below 0.38 of this: all partials. */
const LEAST_RATE_HZ = 7000;
const WINDOW_SECONDS = 0.3;
/** Windows that are looked at, evenly spread over a longer signal. */
const MOST_WINDOWS = 24;

/** Adds the power spectrum of `signal` in windows of twice the length of `power`, at most half overlapped; returns how many. */
function addPower(signal: Float32Array, power: Floats, { window, frame }: WindowedFrame): number {
  const size = 2 * power.length;
  const { setup, input, output, work } = realFft(size).pointers;
  const room = signal.length - size;
  const hop = Math.max(size / 2, Math.ceil(room / (MOST_WINDOWS - 1)));
  let windows = 0;
  for (let start = 0; start <= room; start += hop, windows++) {
    frame.view.set(signal.subarray(start, start + size));
    kernels.windowedSpectrum(frame.pointer, window.pointer, size, setup, input, output, work);
    kernels.addPower(output, power.length, power.pointer);
  }
  return windows;
}

/** Where a frame is windowed. */
interface WindowedFrame {
  readonly window: Floats;
  readonly frame: Floats;
}

/** The power spectrum of `channels` thinned out by `factor`, summed over windows of `size` and channels, and how many windows that were of one. */
function summedPower(channels: readonly Float32Array[], factor: number, size: number) {
  return borrowing((lender) => {
    const stage = { window: lender.holding(hann(size)), frame: lender.floats(size) };
    const power = lender.floats(size / 2);
    const windows = channels.map((plane) => addPower(decimator(factor).thinnedOut(plane), power, stage));
    return { power: power.view.slice(), windows: windows[0] };
  });
}

interface Partial {
  /** Fractional MIDI note. */
  readonly note: number;
  readonly power: number;
}

/** Spectral peaks within 50 dB of the strongest, lowest first. */
function partialsOf(power: Float32Array, binHz: number, tuningCents: number): Partial[] {
  let highest = 0;
  for (const p of power) highest = Math.max(highest, p);
  const partials: Partial[] = [];
  for (let k = 2; k < power.length - 2; k++) {
    const p = power[k];
    if (p < highest * 1e-5 || p <= power[k - 1] || p < power[k + 1]) continue;
    const a = Math.sqrt(power[k - 1]);
    const b = Math.sqrt(p);
    const c = Math.sqrt(power[k + 1]);
    const bin = k + (0.5 * (a - c)) / (a - 2 * b + c);
    const note = 69 + 12 * log2((bin * binHz) / 440) - tuningCents / 100;
    if (note >= LOWEST_PARTIAL && note <= HIGHEST_PARTIAL) partials.push({ note, power: p });
  }
  return partials;
}

/** Share of the power, summed over `windows`, that lies in peaks which stand out of the 41 bins around them: 0 for noise, up to 1. */
function tonalityOf(power: Float32Array, windows: number): number {
  const prominence = PROMINENCE + (PROMINENCE_OF_ONE_WINDOW - PROMINENCE) / windows;
  let around = 0;
  for (let k = 0; k < 2 * SURROUNDINGS_BINS; k++) around += power[k];
  let total = 0;
  let pitched = 0;
  for (let k = SURROUNDINGS_BINS; k + SURROUNDINGS_BINS < power.length; k++) {
    around += power[k + SURROUNDINGS_BINS];
    const p = power[k];
    total += p;
    if (p > power[k - 1] && p >= power[k + 1] && p * (2 * SURROUNDINGS_BINS + 1) > prominence * around)
      pitched += power[k - 1] + p + power[k + 1];
    around -= power[k - SURROUNDINGS_BINS];
  }
  return total > 0 ? Math.min(1, pitched / total) : 0;
}

const pitchClassOf = (note: number): number => ((note % 12) + 12) % 12;

/** Weight of each pitch class, C first: of every partial for the notes it may be a harmonic of, less the farther it is from their grid. */
function pitchClassWeights(partials: readonly Partial[]): Float64Array {
  const weights = new Float64Array(12);
  for (const partial of partials) {
    let weight = pow(partial.power, POWER_EXPONENT);
    for (let harmonic = 1; harmonic <= HARMONICS; harmonic++, weight *= HARMONIC_DECAY) {
      const note = partial.note - 12 * log2(harmonic);
      if (note < LOWEST_PARTIAL) break;
      const deviation = Math.abs(note - Math.round(note));
      if (deviation > NEAR_SEMITONES) continue;
      const nearness = cos((Math.PI / 2) * (deviation / NEAR_SEMITONES));
      weights[pitchClassOf(Math.round(note))] += weight * nearness * nearness;
    }
  }
  return weights;
}

/** How well each pitch class does as the root: what supports it, with favour for the bass and for the tonic. */
function rootSaliences(partials: readonly Partial[], tonic: number | null): Float64Array {
  const weights = pitchClassWeights(partials);
  const saliences = weights.map((_, root) =>
    SUPPORT.reduce((sum, [semitones, weight]) => sum + weight * weights[(root + semitones) % 12], 0),
  );
  const strongest = partials.reduce((most, partial) => Math.max(most, partial.power), 0);
  const bass = partials.find(({ power }) => power > strongest * BASS_POWER_RATIO);
  if (bass) saliences[pitchClassOf(Math.round(bass.note))] *= BASS_FAVOUR;
  if (tonic !== null) saliences[tonic] *= TONIC_FAVOUR;
  return saliences;
}

/** Power of the partials that are harmonics of `note` (within 40 cents), less for the higher ones. */
function explained(partials: readonly Partial[], note: number): number {
  let sum = 0;
  for (const partial of partials) {
    const harmonic = Math.round(pow(2, (partial.note - note) / 12));
    if (harmonic < 1 || harmonic > HARMONICS) continue;
    if (Math.abs(partial.note - note - 12 * log2(harmonic)) < NEAR_SEMITONES)
      sum += partial.power / Math.sqrt(harmonic);
  }
  return sum;
}

/** Whether `note` itself sounds: a partial within 40 cents of it and 30 dB of the strongest. */
function sounds(partials: readonly Partial[], note: number): boolean {
  const strongest = partials.reduce((most, partial) => Math.max(most, partial.power), 0);
  return partials.some((partial) => Math.abs(partial.note - note) < NEAR_SEMITONES && partial.power > strongest * 1e-3);
}

/** The lowest note of `pitchClass` that sounds and explains most; null where none between E1 and E6 sounds. */
function octaveOf(pitchClass: number, partials: readonly Partial[]): number | null {
  let best = { note: -1, explained: 0 };
  for (let note = LOWEST_NOTE; note <= HIGHEST_NOTE; note++) {
    if (pitchClassOf(note) !== pitchClass || !sounds(partials, note)) continue;
    const power = explained(partials, note);
    if (power > best.explained * HIGHER_MUST_WIN_BY) best = { note, explained: power };
  }
  return best.note < 0 ? null : best.note;
}

/**
 * The root of what sounds throughout `channels` (1 or 2 planes, whose powers are added), between E1 and E6. With w the weights of the pitch classes, root r has the salience
 * Σ support(i) · w(r + i) over the supporting intervals i, times 1.2 for the bass and 1.1 for the tonic; the confidence is the lead
 * (s₁ − s₂) ÷ s₁ over the next best root as a share of 0.4, less where little of the power is in peaks.
 * Null for silence, for signals under about 0.6 s and where the root itself does not sound. Noise has next to no confidence.
 * Accuracy: single notes, fifths and triads in all keys, inversions and octaves give their root (`test/dsp/pitch.test.ts`). Chords that are
 * another chord's inversion (sixths and sevenths, suspended ones) go by their bass.
 */
export function estimateNote(
  channels: readonly Float32Array[],
  sampleRateHz: number,
  context: PitchContext,
): NoteEstimate | null {
  const factor = Math.max(1, Math.floor(sampleRateHz / LEAST_RATE_HZ));
  const rate = sampleRateHz / factor;
  let size = 256;
  while (size < WINDOW_SECONDS * rate) size *= 2;
  const { power, windows } = summedPower(channels, factor, size);
  const partials = partialsOf(power, rate / size, context.tuningCents);
  if (partials.length === 0) return null;
  const saliences = rootSaliences(partials, context.tonic);
  const [best, next] = Array.from(saliences.keys()).sort((a, b) => saliences[b] - saliences[a] || a - b);
  const midiNote = octaveOf(best, partials);
  if (midiNote === null) return null;
  const lead = (saliences[best] - saliences[next]) / saliences[best] / CLEAR_LEAD;
  return { midiNote, confidence: Math.min(1, lead) * Math.min(1, tonalityOf(power, windows) / TRUSTED_TONALITY) };
}
