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

interface DeclaredStage {
  readonly name: string;
  readonly needs: readonly string[];
  readonly each: readonly string[];
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Of one job. */
  readonly timeoutSeconds: number;
  /** How often a job is tried again after it failed. */
  readonly retries: number;
  /** At most this many at once, and never more than `--jobs`; null for no limit of its own. */
  readonly jobs: number | null;
}

export interface BuiltInStage extends DeclaredStage {
  readonly uses: StageName;
}

/** What a stage of the user's own carries out. */
export type OwnWork =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'command'; readonly argv: readonly string[]; readonly outputs: readonly string[] };

/** A stage that takes files and makes files: a module, or a command. */
export interface OwnStage extends DeclaredStage {
  readonly uses: null;
  readonly work: OwnWork;
  /** What it is, as the pipeline has it: `./my-stage.js`, or the program's name. */
  readonly title: string;
  /** One action for each file that it takes, or one for all files of a track. */
  readonly unit: 'file' | 'track';
  /** Absolute paths of further files that it reads. */
  readonly inputs: readonly string[];
}

export type StageDeclaration = BuiltInStage | OwnStage;

export const isOwn = (stage: StageDeclaration): stage is OwnStage => stage.uses === null;

/** How a build speaks of a stage: what a built-in one is, whatever the pipeline calls it; an own one by its name. */
export const stageIdentity = ({ uses, name }: StageDeclaration): string => uses ?? name;

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
  /** The three folders as they were named, and where that leads through links. */
  readonly links: readonly { readonly named: string; readonly real: string }[];
  readonly profiles: readonly ResolvedProfile[];
  /** In an order in which each stage comes after those it needs. */
  readonly stages: readonly StageDeclaration[];
  readonly discover: DiscoverParameters;
  readonly select: SelectParameters;
}
