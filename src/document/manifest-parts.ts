/** What `manifest.{csv,json}` say of one track: the provenance and the measured figures of its textures, and what is told beside them. Pure. */
import { trackId } from '../library/slug.ts';
import { KINDS } from '../texture/kinds.ts';
import { csvCells } from './csv.ts';
import type { LeftOutTexture } from './projection.ts';
import { reasonsText } from './reason-text.ts';
import { rounded } from './rounding.ts';
import type { PlacedOwnFile, PlacedTexture, TreeTrack } from './tree.ts';

/** The lists of `manifest.json` beside that of the textures. */
export const LISTS = ['own_files', 'left_out', 'not_made'] as const;
export type List = (typeof LISTS)[number];

/** All but those of the percentiles. */
export const TEXTURE_COLUMNS = [
  'path',
  'sha256',
  'track_id',
  'track_slug',
  'kind',
  'name',
  'duration_sec',
  'sample_rate',
  'channels',
  'bit_depth',
  'loop',
  'root_note',
  'key',
  'tempo_bpm',
  'lufs',
  'true_peak_dbtp',
  'crest_db',
  'centroid_hz',
  'brightness',
  'seam_ratio',
  'grade',
  'source_rel_path',
  'source_start_sec',
  'source_end_sec',
  'seed',
  'grade_reasons',
];

/** `sha256` of the exported file by path. */
export type FileDigests = ReadonlyMap<string, string>;

/** The row of a texture without its percentiles. */
export function manifestCells({ track, record, judgement, path }: PlacedTexture, digests: FileDigests): string {
  const { measures } = record;
  return csvCells([
    path,
    digests.get(path) ?? null,
    trackId(record.payloadDigest),
    track.slug,
    record.kind,
    record.name,
    rounded(record.frames / record.sampleRateHz, 4),
    record.sampleRateHz,
    record.channels,
    record.bitDepth,
    record.loop !== null,
    record.rootNote,
    record.key,
    record.tempoBpm,
    measures.integratedLufs,
    measures.truePeakDbtp,
    measures.crestDb,
    measures.centroidHz,
    measures.brightness,
    measures.seamStepRatio,
    judgement.grade,
    track.relPath,
    rounded(record.source[0]?.startSeconds ?? null, 3),
    rounded(record.source[0]?.endSeconds ?? null, 3),
    record.seed,
    reasonsText(judgement.reasons),
  ]);
}

/** All of a texture but its percentiles. */
export const manifestRecord = (
  { track, facts, sourceWarnings, record, judgement, path }: PlacedTexture,
  digests: FileDigests,
): Record<string, unknown> => ({
  path,
  sha256: digests.get(path) ?? null,
  kind: record.kind,
  name: record.name,
  track_id: trackId(record.payloadDigest),
  track_slug: track.slug,
  source: {
    rel_path: track.relPath,
    audio_digest: record.payloadDigest,
    title: track.tags.title,
    artist: track.tags.artist,
    ranges: record.source.map(({ startSeconds, endSeconds }) => ({
      start_sec: rounded(startSeconds, 6),
      end_sec: rounded(endSeconds, 6),
    })),
    warnings: sourceWarnings,
  },
  format: {
    sample_rate: record.sampleRateHz,
    channels: record.channels,
    bit_depth: record.bitDepth,
    frames: record.frames,
  },
  loop: record.loop === null ? null : { start_frame: record.loop.startFrame, end_frame: record.loop.endFrame },
  root_note: record.rootNote,
  key: record.key,
  tempo_bpm: record.tempoBpm,
  track_facts: facts,
  seed: record.seed,
  parameters: record.parameters,
  measures: record.measures,
  grade: judgement.grade,
  reasons: judgement.reasons,
  faults: judgement.faults,
  warnings: record.warnings,
});

/** What was made and not exported: it lies in the cache and comes back when the limit is eased. */
export const leftOutRecord = ({ track, record, judgement, limit, path }: LeftOutTexture): Record<string, unknown> => ({
  path,
  track_slug: track.slug,
  kind: record.kind,
  name: record.name,
  rule: 'auto-reject-grade',
  measured: judgement.grade,
  threshold: limit,
  reasons: judgement.reasons,
});

/** What an own stage made. */
export const ownFileRecord = ({ path, track, stage, name, objectDigest, sizeBytes }: PlacedOwnFile) => ({
  path,
  sha256: objectDigest,
  size_bytes: sizeBytes,
  stage,
  name,
  track_slug: track.slug,
});

/** What was not made of a track: the reasons behind fewer textures than asked. */
export const missingTextures = ({ track, results }: TreeTrack): Record<string, unknown>[] =>
  KINDS.flatMap((kind) =>
    (results[kind]?.rejections ?? []).map((rejection) => ({ track_slug: track.slug, kind, ...rejection })),
  );
