/** `selected.{csv,json}` and `rejected.{csv,json}`: what was chosen and why, what was not and why not. Pure. */
import type { RejectedFile, SelectedTrack } from '../library/track.ts';
import { CATALOG_COLUMNS, catalogCells, catalogRecord } from './catalog-document.ts';
import { csv } from './csv.ts';

const SELECTED_COLUMNS = [...CATALOG_COLUMNS, 'track_slug', 'selection_score', 'score_reasons'];
const REJECTED_COLUMNS = ['id', 'rel_path', 'stage', 'rule', 'measured', 'threshold', 'texture'];

export const selectedCsv = (tracks: readonly SelectedTrack[]): string =>
  csv(
    SELECTED_COLUMNS,
    tracks.map((track) => [...catalogCells(track), track.slug, track.score, track.scoreReasons.join('; ')]),
  );

export const selectedRecord = (track: SelectedTrack): Record<string, unknown> => ({
  ...catalogRecord(track),
  track_slug: track.slug,
  selection_score: track.score,
  score_reasons: track.scoreReasons,
});

export const rejectedCsv = (files: readonly RejectedFile[]): string =>
  csv(
    REJECTED_COLUMNS,
    files.map((file) => [
      file.id,
      file.relPath,
      file.stage,
      file.rule,
      file.measured,
      file.threshold,
      file.texture ?? null,
    ]),
  );

export const rejectedRecord = (file: RejectedFile): Record<string, unknown> => ({
  id: file.id,
  rel_path: file.relPath,
  stage: file.stage,
  rule: file.rule,
  measured: file.measured,
  threshold: file.threshold,
  texture: file.texture ?? null,
});
