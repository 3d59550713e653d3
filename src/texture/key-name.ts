/** The names of keys, in ASCII: `C`, `Fsm`. Knows nothing of how keys are found. */
import type { KeyEstimate } from '../dsp/analysis.ts';
import { KEY_PATTERN } from '../pipeline/profile-schema.ts';

/** A key without a say on how sure it is. */
export type Key = Pick<KeyEstimate, 'tonic' | 'mode'>;

/** Sharps as `s`: a ♯ breaks sorting and samplers' displays. */
const PITCH_CLASSES: readonly string[] = ['C', 'Cs', 'D', 'Ds', 'E', 'F', 'Fs', 'G', 'Gs', 'A', 'As', 'B'];

/** `pitchClass` (a whole number, 0 is C, any octave) by its name. */
export const pitchClassName = (pitchClass: number): string => PITCH_CLASSES[modulo12(pitchClass)];

export const keyName = ({ tonic, mode }: Key): string => `${pitchClassName(tonic)}${mode === 'minor' ? 'm' : ''}`;

/** The key that `text` names: `Am`, `F#`, `Fs` and `Gb`, `Bbm`. A RangeError for what `KEY_PATTERN` does not match. */
export function parseKey(text: string): Key {
  if (!new RegExp(KEY_PATTERN).test(text)) throw new RangeError(`not the name of a key: ${text}`);
  const mode = text.endsWith('m') ? 'minor' : 'major';
  const tonic = PITCH_CLASSES.indexOf(text[0]);
  const accidental = text.includes('b') ? -1 : /[#s]/.test(text) ? 1 : 0;
  return { tonic: modulo12(tonic + accidental), mode };
}

/** `key` moved by `semitones`; null where that leads between the keys. */
export function transposedKey({ tonic, mode }: Key, semitones: number): Key | null {
  return Number.isInteger(semitones) ? { tonic: modulo12(tonic + semitones), mode } : null;
}

export const modulo12 = (pitch: number): number => ((pitch % 12) + 12) % 12;
