/**
 * What a texture is, and the contract that every kind of texture fulfils. Knows nothing of files, caches or the command line.
 *
 * A kind works in two steps, so that a track is decoded once whatever its length: `plan` looks at the analysis and says which
 * ranges of the source it wants; `render` turns the audio of those ranges into a texture, or says why it cannot.
 */
import type { TrackAnalysis } from '../dsp/analysis.ts';
import type { Random } from '../dsp/random.ts';
import type { Profile } from '../pipeline/profile.ts';
import type { Key } from './key-name.ts';

/** Audio as channel planes of equal length, in full-scale units (±1), at a rate that is told beside it. */
export type Channels = readonly Float32Array[];

/** A stretch of the source in seconds from its first sample frame; `endSeconds` is exclusive. */
export interface SourceRange {
  readonly startSeconds: number;
  readonly endSeconds: number;
}

/** A candidate that did not become a texture, and why: the figure that decided and the threshold it missed. */
export interface TextureRejection {
  readonly name: string;
  readonly rule: string;
  readonly measured: number | string;
  readonly threshold: number | string;
}

/** Where a texture may come from. */
export interface TextureSource<Detail = unknown> {
  /** The ranges to read; `render` gets one segment for each, in this order. */
  readonly ranges: readonly SourceRange[];
  /** What the kind needs to remember between the steps; JSON-able, becomes part of the provenance. */
  readonly detail: Detail;
}

/** What a kind intends to make, before any audio of it is read. */
export interface TexturePlan<Detail = unknown> {
  /** File name part after the track slug: `pad01`, `swell03_warm`, `cloud02`, `hiss_loop01`, `hiss_flicker04`. */
  readonly name: string;
  /** Which of its series it is, from 0: what is used in turn goes by it, whatever the source. */
  readonly index: number;
  /**
   * In the order to be tried, until one gives a good texture. Plans may share sources (the same objects): what an earlier texture tried
   * is not tried again.
   */
  readonly sources: readonly TextureSource<Detail>[];
  /** At most so many of the sources are tried. */
  readonly attempts: number;
  /** Whether the sound is compared with that of earlier textures: one sample played at two times is one texture. */
  readonly mustDiffer: boolean;
}

/** A plan with the source it is tried from. */
export interface SourcedPlan<Detail = unknown> extends TextureSource<Detail> {
  readonly name: string;
  readonly index: number;
}

/** A finished signal before levelling, dithering and writing, which are the same for every kind (`finish.ts`). */
export interface Texture {
  readonly channels: Channels;
  /** `whole`: the file is a seamless loop. `none`: a one-shot. */
  readonly loop: 'whole' | 'none';
  /** How the level is set: integrated loudness, or RMS of the loudest 50 ms for pieces under 400 ms. */
  readonly targetLufs: number;
  readonly targetShortRmsDbfs: number;
  /** MIDI note for `smpl`, or null where no pitch is known with confidence (60 is written then). */
  readonly rootNote: number | null;
  /** The key it is in, after all transposition; null where none is known with confidence, and for noise. */
  readonly key: Key | null;
  /** The tempo it plays at, after all stretching, where it has one that is known: of the track, or of the bars that a loop is made of. */
  readonly tempoBpm: number | null;
  /** What of the plan's ranges is in the sound, where more was read than that. */
  readonly usedRanges?: readonly SourceRange[];
  /** Everything decided on the way, with units in the names; shown in the manifest. */
  readonly parameters: Readonly<Record<string, number | string | boolean>>;
  readonly warnings: readonly string[];
}

/** The profile sections a kind may read: those it is registered with, and no other (they make its action key). */
export interface PlanInput {
  readonly analysis: TrackAnalysis;
  readonly profile: Profile;
  /** The generator of one texture: same name, same sequence, whatever else is rendered. */
  readonly randomFor: (name: string) => Random;
}

export interface RenderInput<Detail> extends PlanInput {
  readonly plan: SourcedPlan<Detail>;
  /** One entry a range of the plan, at `profile.output.sample_rate_hz`, with 1 or 2 channels (those of the source, capped at 2). */
  readonly segments: readonly Channels[];
}

/** What the file of a kind exports. It is registered in `kinds.ts`. */
export interface TextureKind<Detail = unknown> {
  plan(input: PlanInput): {
    readonly plans: readonly TexturePlan<Detail>[];
    readonly rejections: readonly TextureRejection[];
  };
  render(input: RenderInput<Detail>): Texture | TextureRejection;
}

export const isRejection = (made: Texture | TextureRejection): made is TextureRejection => 'rule' in made;
