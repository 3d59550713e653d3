/** `batch_results.json`: what became of each track, with real counts and errors. Pure. */
import type { TextureRecord } from '../texture/record.ts';
import { KINDS } from '../texture/texture.ts';
import { json, rounded } from './rounding.ts';
import { type TreeTrack, verdictOf } from './tree.ts';

/** Tracks whose bytes hold nothing to render are rejections (`rejected.csv`), not results. */
export function batchResults(tracks: readonly TreeTrack[], timestamp: string): string {
  const results = tracks.filter((entry) => verdictOf(entry) === null).map(trackResult);
  const successful = results.filter((result) => result.success).length;
  return json({ timestamp, total: results.length, successful, failed: results.length - successful, results });
}

function trackResult({ track, results, errors }: TreeTrack) {
  const textures = KINDS.flatMap((kind) => results[kind]?.textures ?? []);
  const count = (test: (texture: TextureRecord) => boolean): number => textures.filter(test).length;
  const messages = KINDS.filter((kind) => errors[kind] !== undefined).map((kind) => `${kind}: ${errors[kind]}`);
  return {
    id: track.id,
    rel_path: track.relPath,
    track_slug: track.slug,
    success: messages.length === 0,
    duration_sec: rounded(track.format.durationSeconds, 3),
    stats: {
      pads: count(({ kind }) => kind === 'pads'),
      swells: count(({ kind }) => kind === 'swells'),
      clouds: count(({ kind }) => kind === 'clouds'),
      hiss_loops: count(({ kind, loop }) => kind === 'hiss' && loop !== null),
      hiss_flickers: count(({ kind, loop }) => kind === 'hiss' && loop === null),
    },
    error: messages.length === 0 ? null : messages.join('; '),
  };
}
