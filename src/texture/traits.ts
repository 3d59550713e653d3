/**
 * What planning needs to know of each kind without loading the code that makes its sound: the sound version and the profile sections it
 * reads. A sound version is raised whenever the bytes of the kind change for any input (the analysis has its own, as it shapes all kinds).
 */
import type { Profile } from '../pipeline/profile.ts';
import type { Kind } from './texture.ts';

export interface KindTraits {
  readonly soundVersion: number;
  readonly sections: readonly (keyof Profile)[];
}

export const ANALYSIS_SOUND_VERSION = 2;

export const KIND_TRAITS: Readonly<Record<Kind, KindTraits>> = {
  pads: { soundVersion: 2, sections: ['output', 'random', 'pads'] },
  swells: { soundVersion: 2, sections: ['output', 'random', 'swells'] },
  clouds: { soundVersion: 2, sections: ['output', 'random', 'clouds'] },
  hiss: { soundVersion: 2, sections: ['output', 'random', 'hiss'] },
};
