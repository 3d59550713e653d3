/** `batch_results.json`: what became of each track, with real counts and errors. Pure. */
import { FORMS } from '../texture/forms.ts';
import type { ProjectedTrack } from './projection.ts';
import { rounded } from './rounding.ts';
import type { DocumentSink } from './sink.ts';
import type { ToldTrack } from './told-track.ts';
import { errorMessages } from './tree.ts';

/** Tracks whose bytes hold nothing to render are rejections (`rejected.csv`), not results. */
export function batchResults(tracks: readonly ToldTrack[], timestamp: string, sink: DocumentSink): void {
  const told = tracks.map(({ outline }) => outline).filter(({ verdict }) => verdict === null);
  const successful = told.filter(({ isSuccessful }) => isSuccessful).length;
  const failed = told.length - successful;
  sink.text(`{\n"timestamp": ${JSON.stringify(timestamp)},\n`);
  sink.text(`"total": ${told.length},\n"successful": ${successful},\n"failed": ${failed},\n"results": [`);
  let before = '\n';
  for (const [index, { outline, part }] of tracks.entries()) {
    if (outline.verdict !== null) continue;
    sink.text(before);
    sink.part(index, part('batch_results.json', 0));
    before = ',\n';
  }
  sink.text('\n]\n}\n');
}

export function trackResult({ entry, exported, leftOut }: ProjectedTrack): Record<string, unknown> {
  const { track } = entry;
  const messages = errorMessages(entry);
  return {
    id: track.id,
    rel_path: track.relPath,
    track_slug: track.slug,
    success: messages.length === 0,
    duration_sec: rounded(track.format.durationSeconds, 3),
    stats: Object.fromEntries(
      FORMS.map(({ kind, name, stem }) => [
        name,
        exported.filter(({ record }) => record.kind === kind && record.name.startsWith(stem)).length,
      ]),
    ),
    left_out: leftOut.length,
    error: messages.length === 0 ? null : messages.join('; '),
  };
}
