/** The generators of a track's textures: each texture has its own, seeded by what it is and not by what else there is. Pure. */
import { Random } from '../dsp/random.ts';
import type { Kind } from './kinds.ts';

export interface Seeds {
  /** 64 hex digits; goes into the provenance. */
  readonly seedFor: (name: string) => string;
  readonly randomFor: (name: string) => Random;
}

/** Seed = digest(source content, kind, name, profile seed). `digest` is SHA-256 in hex. */
export function randomSource(
  digest: (text: string) => string,
  payloadDigest: string,
  kind: Kind,
  profileSeed: number,
): Seeds {
  const seedFor = (name: string): string => digest(JSON.stringify([payloadDigest, kind, name, profileSeed]));
  return { seedFor, randomFor: (name) => new Random(seedFor(name)) };
}
