/**
 * The note that a sampler plays a texture at, as far as the texture itself has one. Knows nothing of how it was made.
 */
import { estimateNote } from '../dsp/pitch.ts';
import type { Key } from './key-name.ts';
import type { Channels } from './texture.ts';

export interface RootNote {
  /** MIDI note; null where none can be trusted. */
  readonly rootNote: number | null;
  /** 0 to 1. */
  readonly rootNoteConfidence: number;
}

const LEAST_CONFIDENCE = 0.5;

/**
 * What is heard, not what the key says: a pad of the fourth chord has that chord's root. `key` is that of the texture and only decides
 * between roots that are nearly as good; the note is its tonic only where the tonic is there.
 */
export function rootNoteOf(channels: Channels, sampleRateHz: number, tuningCents: number, key: Key | null): RootNote {
  const note = estimateNote(channels, sampleRateHz, { tuningCents, tonic: key?.tonic ?? null });
  const rootNoteConfidence = note?.confidence ?? 0;
  return { rootNote: note && rootNoteConfidence >= LEAST_CONFIDENCE ? note.midiNote : null, rootNoteConfidence };
}
