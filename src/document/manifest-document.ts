/** `manifest.{csv,json}`: the provenance and the measured figures of every texture in the tree. Pure. */
import { trackId } from '../library/slug.ts';
import { type Percentiles, RANKED_FIGURES } from '../quality/percentiles.ts';
import { csv } from './csv.ts';
import type { ExportedTexture, LeftOutTexture } from './projection.ts';
import { reasonsText } from './reason-text.ts';
import { rounded } from './rounding.ts';
import type { PlacedOwnFile, TreeTrack } from './tree.ts';

const PERCENTILE_COLUMNS: Readonly<Record<keyof Percentiles, string>> = {
  seamStepRatio: 'seam_ratio_percentile',
  seamFluxRatio: 'seam_flux_percentile',
  seamLevelDb: 'seam_level_percentile',
  integratedLufs: 'lufs_percentile',
  crestDb: 'crest_percentile',
  flatnessRatio: 'flatness_percentile',
  centroidHz: 'centroid_percentile',
};

const COLUMNS = [
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
  ...RANKED_FIGURES.map((figure) => PERCENTILE_COLUMNS[figure]),
];

/** `sha256` of the exported file by path. */
export type FileDigests = ReadonlyMap<string, string>;

export const manifestCsv = (textures: readonly ExportedTexture[], digests: FileDigests): string =>
  csv(
    COLUMNS,
    textures.map((texture) => cells(texture, digests)),
  );

function cells({ track, record, judgement, percentiles, path }: ExportedTexture, digests: FileDigests) {
  const { measures } = record;
  return [
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
    ...RANKED_FIGURES.map((figure) => percentiles[figure]),
  ];
}

export const manifestRecord = (
  { track, facts, sourceWarnings, record, judgement, percentiles, path }: ExportedTexture,
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
  percentiles,
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

/** What was not made, track by track: the reasons behind fewer textures than asked. */
export const missingTextures = (tracks: readonly TreeTrack[]): Record<string, unknown>[] =>
  tracks.flatMap(({ track, results }) =>
    Object.entries(results).flatMap(([kind, result]) =>
      result.rejections.map((rejection) => ({ track_slug: track.slug, kind, ...rejection })),
    ),
  );
