/** The note that a sustained sound rests on, if there is one. Knows nothing of keys or chords. */
import { log2, pow } from './elementary.ts';
import { realFft } from './fft.ts';
import { hann } from './window.ts';

/** A note on the piano's grid and how far it stands out. */
export interface NoteEstimate {
  /** MIDI note, 60 is middle C. */
  readonly midiNote: number;
  /** Share of the tonal energy that the note's harmonics explain, 0 to 1. */
  readonly confidence: number;
}

const LOWEST_NOTE = 28;
const HIGHEST_NOTE = 88;
const HARMONICS = 8;
/** A higher note explains its own harmonics well in any chord; it takes this much more to displace a lower one. */
const HIGHER_MUST_WIN_BY = 1.3;

/** Mean power spectrum of `signal` in windows of `size`, half overlapped; null when it is shorter than one. */
function meanPower(signal: Float32Array, size: number): Float64Array | null {
  if (signal.length < size) return null;
  const fft = realFft(size);
  const window = hann(size);
  const frame = new Float32Array(size);
  const spectrum = new Float32Array(size);
  const power = new Float64Array(size / 2);
  for (let start = 0; start + size <= signal.length; start += size / 2) {
    for (let n = 0; n < size; n++) frame[n] = signal[start + n] * window[n];
    fft.forward(frame, spectrum);
    for (let k = 1; k < power.length; k++)
      power[k] += spectrum[2 * k] * spectrum[2 * k] + spectrum[2 * k + 1] * spectrum[2 * k + 1];
  }
  return power;
}

interface Partial {
  readonly note: number;
  readonly power: number;
}

/** Spectral peaks within 50 dB of the strongest, as fractional MIDI notes. */
function partialsOf(power: Float64Array, binHz: number, tuningCents: number): Partial[] {
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
    partials.push({ note: 69 + 12 * log2((bin * binHz) / 440) - tuningCents / 100, power: p });
  }
  return partials;
}

/** Power of the partials that are harmonics of `note` (within 40 cents), less for the higher ones; 0 without a fundamental. */
function explained(partials: readonly Partial[], note: number): number {
  let sum = 0;
  for (const partial of partials) {
    const harmonic = Math.round(pow(2, (partial.note - note) / 12));
    if (harmonic < 1 || harmonic > HARMONICS) continue;
    if (Math.abs(partial.note - note - 12 * log2(harmonic)) < 0.4) sum += partial.power / Math.sqrt(harmonic);
  }
  return sum;
}

/** Whether `note` itself sounds: a partial within 40 cents of it and 30 dB of the strongest. */
function sounds(partials: readonly Partial[], note: number): boolean {
  const strongest = partials.reduce((most, partial) => Math.max(most, partial.power), 0);
  return partials.some((partial) => Math.abs(partial.note - note) < 0.4 && partial.power > strongest * 1e-3);
}

/**
 * The lowest note whose harmonic series (8 partials) explains most of the spectral peaks of `signal`, between E1 and E6, for material
 * tuned `tuningCents` off 440 Hz. Null for silence, noise without peaks near the grid, and signals under about 0.4 s.
 * Chords give their bass when it carries the chord, with a confidence that says how much.
 * Accuracy: harmonic tones and fifths over a root are found exactly (`test/dsp/pitch.test.ts`).
 * Source: harmonic summation after Hermes, "Measurement of pitch by subharmonic summation", JASA 83 (1988).
 */
export function estimateNote(signal: Float32Array, sampleRateHz: number, tuningCents: number): NoteEstimate | null {
  let size = 256;
  while (size < 0.3 * sampleRateHz) size *= 2;
  const power = meanPower(signal, size);
  if (!power) return null;
  const partials = partialsOf(power, sampleRateHz / size, tuningCents);
  const total = partials.reduce((sum, partial) => sum + partial.power, 0);
  if (total === 0) return null;
  let best = { midiNote: 0, confidence: 0 };
  for (let note = LOWEST_NOTE; note <= HIGHEST_NOTE; note++) {
    if (!sounds(partials, note)) continue;
    const confidence = explained(partials, note) / total;
    if (confidence > best.confidence * HIGHER_MUST_WIN_BY) best = { midiNote: note, confidence };
  }
  return best.confidence > 0 ? best : null;
}
