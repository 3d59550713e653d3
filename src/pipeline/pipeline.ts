/**
 * A pipeline as the rest of the program sees it: resolved, validated values with nothing left to look up. Knows nothing of YAML.
 */
import type { Result } from '../result.ts';
import type { Profile } from './profile.ts';

export const STAGE_NAMES = ['discover', 'catalog', 'select', 'render', 'collect'] as const;
export type StageName = (typeof STAGE_NAMES)[number];

export interface DiscoverParameters {
  readonly extensions: readonly string[];
  readonly skip_dirs: readonly string[];
}

export interface SelectParameters {
  readonly min_duration_seconds: number;
  readonly max_duration_seconds: number;
  readonly prefer: readonly string[];
  readonly skip: readonly string[];
  readonly prefer_channels: number;
  readonly prefer_sample_rate_hz: number;
}

/** One stage as declared: what it is, what it waits for, its parameters. */
export interface StageDeclaration {
  readonly name: string;
  readonly uses: StageName;
  readonly needs: readonly string[];
  readonly each: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly timeoutSeconds: number;
}

/** Values that hold for the tracks whose library path or slug matches. */
export interface Override {
  readonly match: string;
  readonly set: Readonly<Record<string, unknown>>;
}

/** A profile before per-track overrides: `valuesFor` gives the finished, validated values for one track. */
export interface ResolvedProfile {
  readonly name: string;
  /** The values of tracks that no override matches, and their digest. */
  readonly base: Profile;
  readonly baseDigest: string;
  readonly valuesFor: (relPath: string, slug: string) => Result<Profile>;
}

export interface Pipeline {
  /** Absolute folder of the project: where `pipeline.yaml`, `profiles/` and `cache/` are. */
  readonly projectFolder: string;
  readonly libraryFolder: string;
  readonly exportFolder: string;
  readonly cacheFolder: string;
  readonly profiles: readonly ResolvedProfile[];
  /** In an order in which each stage comes after those it needs. */
  readonly stages: readonly StageDeclaration[];
  readonly discover: DiscoverParameters;
  readonly select: SelectParameters;
}
