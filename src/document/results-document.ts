/** `batch_results.json`: what became of each track, with real counts and errors. Pure. */
import { FORMS } from '../texture/forms.ts';
import { KINDS } from '../texture/kinds.ts';
import { json, rounded } from './rounding.ts';
import { type TreeTrack, verdictOf } from './tree.ts';

/** Tracks whose bytes hold nothing to render are rejections (`rejected.csv`), not results. */
export function batchResults(tracks: readonly TreeTrack[], timestamp: string): string {
  const results = tracks.filter((entry) => verdictOf(entry) === null).map(trackResult);
  const successful = results.filter((result) => result.success).length;
  return json({ timestamp, total: results.length, successful, failed: results.length - successful, results });
}

function trackResult({ track, results, errors }: TreeTrack) {
  const messages = KINDS.filter((kind) => errors[kind] !== undefined).map((kind) => `${kind}: ${errors[kind]}`);
  return {
    id: track.id,
    rel_path: track.relPath,
    track_slug: track.slug,
    success: messages.length === 0,
    duration_sec: rounded(track.format.durationSeconds, 3),
    stats: Object.fromEntries(
      FORMS.map(({ kind, name, stem }) => [
        name,
        (results[kind]?.textures ?? []).filter((texture) => texture.name.startsWith(stem)).length,
      ]),
    ),
    error: messages.length === 0 ? null : messages.join('; '),
  };
}
