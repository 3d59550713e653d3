/** An export tree as the documents describe it. Plain data and names. Pure. */
import type { SelectedTrack } from '../library/track.ts';
import type { NamingSection } from '../pipeline/profile.ts';
import type { KindResult, TextureRecord, TrackFacts } from '../texture/record.ts';
import { KINDS, type Kind } from '../texture/texture.ts';

export interface TreeTrack {
  readonly track: SelectedTrack;
  readonly results: Readonly<Partial<Record<Kind, KindResult>>>;
  readonly errors: Readonly<Partial<Record<Kind, string>>>;
}

/** One texture of the tree and where its file is, below the tree folder. */
export interface PlacedTexture {
  readonly track: SelectedTrack;
  readonly facts: TrackFacts | null;
  readonly record: TextureRecord;
  readonly path: string;
}

const fileNameParts = (
  record: TextureRecord,
  facts: TrackFacts | null,
  include: NamingSection['include'],
): string[] => {
  const parts: Record<NamingSection['include'][number], string | null> = {
    key: facts?.key ?? null,
    tempo: facts?.tempoBpm == null ? null : `${Math.round(facts.tempoBpm)}bpm`,
    brightness: record.measures.brightness,
  };
  return include.map((part) => parts[part]).filter((part) => part !== null);
};

/** Every texture with its path: `by_source/<slug>/<kind>/<slug>_<name>[_key][_tempo][_brightness].wav`, in a stable order. */
export function placeTextures(tracks: readonly TreeTrack[], include: NamingSection['include']): PlacedTexture[] {
  return tracks.flatMap(({ track, results }) =>
    KINDS.flatMap((kind) => {
      const result = results[kind];
      return (result?.textures ?? []).map((record) => {
        const facts = result?.facts ?? null;
        const name = [track.slug, record.name, ...fileNameParts(record, facts, include)].join('_');
        return { track, facts, record, path: `by_source/${track.slug}/${kind}/${name}.wav` };
      });
    }),
  );
}

/** The verdict that left nothing to render, if every kind has one. */
export const verdictOf = ({ results }: TreeTrack) =>
  Object.values(results).find((result) => result.verdict !== null)?.verdict ?? null;
