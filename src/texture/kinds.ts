/**
 * The kinds of texture there are, in the order of every output: one line each, with what planning needs to know (the sound version, the
 * profile sections it reads) and where its code is, which is loaded only to make sound. A sound version is raised whenever the bytes of the
 * kind change for any input. Knows nothing of how a kind works; `docs/new-kind.md` tells how to add one.
 */
import type { MusicalitySection, Profile } from '../pipeline/profile.ts';
import type { TextureKind } from './texture.ts';

/** The analysis has a sound version of its own, as it shapes all kinds. */
export const ANALYSIS_SOUND_VERSION = 4;

/** A section of a profile, or one value of the section that no kind reads as a whole. */
export type ProfilePart = keyof Profile | `musicality.${keyof MusicalitySection}`;

const KEY = ['musicality.target_key', 'musicality.source_key'] as const;
const TEMPO = [
  'musicality.reference_bpm',
  'musicality.source_bpm',
  'musicality.snap_to_bars',
  'musicality.beats_per_bar',
] as const;

/** Dust is a pad with hiss under it, and reads what they read: a new sound version of theirs is one of dust. */
const DUST_LAYERS = ['pads', 'hiss', ...KEY, ...TEMPO] as const;

interface KindRegistration {
  readonly soundVersion: number;
  /** All that the kind reads of a profile, and no other: they make its action key. */
  readonly sections: readonly ProfilePart[];
  readonly load: () => Promise<TextureKind>;
}

const REGISTERED = {
  pads: { soundVersion: 4, sections: ['output', 'random', 'pads', ...KEY, ...TEMPO], load: () => import('./pads.ts') },
  swells: { soundVersion: 3, sections: ['output', 'random', 'swells', ...KEY], load: () => import('./swells.ts') },
  clouds: {
    soundVersion: 4,
    sections: ['output', 'random', 'clouds', ...KEY, ...TEMPO],
    load: () => import('./clouds.ts'),
  },
  hiss: { soundVersion: 4, sections: ['output', 'random', 'hiss', ...TEMPO], load: () => import('./hiss.ts') },
  drums: { soundVersion: 3, sections: ['output', 'random', 'drums'], load: () => import('./drums.ts') },
  dust: { soundVersion: 2, sections: ['output', 'random', 'dust', ...DUST_LAYERS], load: () => import('./dust.ts') },
  silences: { soundVersion: 2, sections: ['output', 'random', 'silences'], load: () => import('./silences.ts') },
} as const satisfies Record<string, KindRegistration>;

export type Kind = keyof typeof REGISTERED;

export const KINDS = Object.keys(REGISTERED) as readonly Kind[];

export const KIND_TRAITS: Readonly<Record<Kind, Pick<KindRegistration, 'soundVersion' | 'sections'>>> = REGISTERED;

export interface LoadedKind extends TextureKind {
  readonly kind: Kind;
}

/** The code of `kind`, loaded when first asked for. */
export async function kindOf(kind: Kind): Promise<LoadedKind> {
  const code: TextureKind = await REGISTERED[kind].load();
  return { kind, plan: code.plan, render: code.render };
}
