/** An export tree as the documents describe it. Plain data and names. Pure. */
import type { SelectedTrack } from '../library/track.ts';
import type { NamingSection, Profile } from '../pipeline/profile.ts';
import type { TrackFile } from '../plan/own-actions.ts';
import type { Grade } from '../quality/grade.ts';
import { type Judgement, judgeTexture } from '../quality/judge.ts';
import { targetsOf } from '../quality/targets.ts';
import { KINDS, type Kind } from '../texture/kinds.ts';
import type { KindResult, SourceVerdict, TextureRecord, TrackFacts } from '../texture/record.ts';

export interface TreeTrack {
  readonly track: SelectedTrack;
  readonly results: Readonly<Partial<Record<Kind, KindResult>>>;
  readonly errors: Readonly<Partial<Record<Kind, string>>>;
  /** Of the kinds whose textures of some grade or worse are left out, that grade. */
  readonly autoRejectGrades?: Readonly<Partial<Record<Kind, Grade>>>;
  /** What own stages made of it. */
  readonly own?: readonly OwnStageFiles[];
}

export interface OwnStageFiles {
  readonly stage: string;
  readonly error: string | null;
  readonly files: readonly TrackFile[];
}

/** A file that an own stage made, and where it is, below the tree folder. */
export interface PlacedOwnFile extends TrackFile {
  readonly track: SelectedTrack;
  readonly stage: string;
  readonly path: string;
}

/** `by_source/<slug>/<stage>/<slug>_<name>`, in the order of stages' names. */
export const placeOwnFiles = ({ track, own = [] }: TreeTrack): PlacedOwnFile[] =>
  [...own]
    .sort((a, b) => (a.stage < b.stage ? -1 : 1))
    .flatMap(({ stage, files }) =>
      files.map((file) => ({
        ...file,
        track,
        stage,
        path: `by_source/${track.slug}/${stage}/${track.slug}_${file.name}`,
      })),
    );

export const bySlug = (a: Pick<TreeTrack, 'track'>, b: Pick<TreeTrack, 'track'>): number =>
  a.track.slug < b.track.slug ? -1 : 1;

/** What went wrong with its kinds and own stages, in words. */
export const errorMessages = ({ errors, own = [] }: TreeTrack): string[] => [
  ...KINDS.filter((kind) => errors[kind] !== undefined).map((kind) => `${kind}: ${errors[kind]}`),
  ...own.filter(({ error }) => error !== null).map(({ stage, error }) => `${stage}: ${error}`),
];

/** One texture of the tree and where its file is, below the tree folder. */
export interface PlacedTexture {
  readonly track: SelectedTrack;
  readonly facts: TrackFacts | null;
  /** What decoding the source had to say, such as where it was cut. */
  readonly sourceWarnings: readonly string[];
  readonly record: TextureRecord;
  readonly judgement: Judgement;
  readonly path: string;
}

/** Of the texture as it sounds, not of its track: it may be transposed and stretched. */
const fileNameParts = (record: TextureRecord, include: NamingSection['include']): string[] => {
  const parts: Record<NamingSection['include'][number], string | null> = {
    key: record.key,
    tempo: record.tempoBpm === null ? null : `${Math.round(record.tempoBpm)}bpm`,
    brightness: record.measures.brightness,
  };
  return include.map((part) => parts[part]).filter((part) => part !== null);
};

/**
 * Every texture with its judgement and its path: `by_source/<slug>/<kind>/<slug>_<name>[_key][_tempo][_brightness].wav`, in a stable order.
 */
export function placeTextures({ track, results }: TreeTrack, profile: Profile): PlacedTexture[] {
  return KINDS.flatMap((kind) => {
    const result = results[kind];
    return (result?.textures ?? []).map((record) => {
      const facts = result?.facts ?? null;
      const sourceWarnings = [...new Set([...track.warnings, ...(result?.warnings ?? [])])];
      const judgement = judgeTexture(record.measures, targetsOf(kind, record.parameters, profile));
      const name = [track.slug, record.name, ...fileNameParts(record, profile.naming.include)].join('_');
      return { track, facts, sourceWarnings, record, judgement, path: `by_source/${track.slug}/${kind}/${name}.wav` };
    });
  });
}

/** The verdict that left nothing to render, if every kind has one and none failed for another reason. */
export function verdictOf({ results, errors }: TreeTrack): SourceVerdict | null {
  const verdicts = Object.values(results).map(({ verdict }) => verdict);
  const isRejected = verdicts.every((verdict) => verdict !== null) && Object.keys(errors).length === 0;
  return isRejected ? (verdicts[0] ?? null) : null;
}
