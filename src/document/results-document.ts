/** `batch_results.json`: what became of each track, with real counts and errors. Pure. */
import { FORMS } from '../texture/forms.ts';
import { KINDS } from '../texture/kinds.ts';
import type { TextureRecord } from '../texture/record.ts';
import type { Projection } from './projection.ts';
import { json, rounded } from './rounding.ts';
import { bySlug, type PlacedTexture, type TreeTrack, verdictOf } from './tree.ts';

/** Tracks whose bytes hold nothing to render are rejections (`rejected.csv`), not results. */
export function batchResults(tracks: readonly TreeTrack[], projection: Projection, timestamp: string): string {
  const [exported, leftOut] = [byTrack(projection.exported), byTrack(projection.leftOut)];
  const results = [...tracks]
    .sort(bySlug)
    .filter((entry) => verdictOf(entry) === null)
    .map((entry) => trackResult(entry, exported.get(entry.track.id) ?? [], leftOut.get(entry.track.id) ?? []));
  const successful = results.filter((result) => result.success).length;
  return json({ timestamp, total: results.length, successful, failed: results.length - successful, results });
}

function byTrack(textures: readonly PlacedTexture[]): Map<string, TextureRecord[]> {
  const groups = new Map<string, TextureRecord[]>();
  for (const { track, record } of textures) {
    const group = groups.get(track.id);
    if (group) group.push(record);
    else groups.set(track.id, [record]);
  }
  return groups;
}

function trackResult(
  { track, errors, own = [] }: TreeTrack,
  textures: readonly TextureRecord[],
  leftOut: readonly TextureRecord[],
) {
  const messages = [
    ...KINDS.filter((kind) => errors[kind] !== undefined).map((kind) => `${kind}: ${errors[kind]}`),
    ...own.filter(({ error }) => error !== null).map(({ stage, error }) => `${stage}: ${error}`),
  ];
  return {
    id: track.id,
    rel_path: track.relPath,
    track_slug: track.slug,
    success: messages.length === 0,
    duration_sec: rounded(track.format.durationSeconds, 3),
    stats: Object.fromEntries(
      FORMS.map(({ kind, name, stem }) => [
        name,
        textures.filter((texture) => texture.kind === kind && texture.name.startsWith(stem)).length,
      ]),
    ),
    left_out: leftOut.length,
    error: messages.length === 0 ? null : messages.join('; '),
  };
}
