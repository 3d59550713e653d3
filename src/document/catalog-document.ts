/** `catalog.{csv,json,md}`: every track of the library and what is known of it. Pure. */
import type { CatalogTrack } from '../library/track.ts';
import { type Cell, csv } from './csv.ts';
import { rounded } from './rounding.ts';

const BYTES_PER_MB = 1_000_000;

export const CATALOG_COLUMNS = [
  'id',
  'rel_path',
  'duration_sec',
  'sample_rate',
  'channels',
  'file_size_mb',
  'bit_depth',
  'container',
  'codec',
  'title',
  'artist',
  'album',
  'track',
  'bpm',
  'key',
  'warnings',
] as const;

export const catalogCells = (track: CatalogTrack): Cell[] => [
  track.id,
  track.relPath,
  rounded(track.format.durationSeconds, 3),
  track.format.sampleRateHz,
  track.format.channels,
  rounded(track.sizeBytes / BYTES_PER_MB, 2),
  track.format.bitDepth,
  track.format.container,
  track.format.codec,
  track.tags.title,
  track.tags.artist,
  track.tags.album,
  track.tags.track,
  track.tags.bpm,
  track.tags.key,
  track.warnings.join('; '),
];

export const catalogCsv = (tracks: readonly CatalogTrack[]): string => csv(CATALOG_COLUMNS, tracks.map(catalogCells));

/** The columns of the CSV as named values, with the digests that make the track's identity. */
export function catalogRecord(track: CatalogTrack): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [index, cell] of catalogCells(track).entries()) record[CATALOG_COLUMNS[index]] = cell;
  record.warnings = track.warnings;
  record.audio_digest = track.payloadDigest;
  record.tag_digest = track.tagDigest;
  return record;
}

export function catalogMarkdown(tracks: readonly CatalogTrack[]): string {
  const rows = tracks.map((track) =>
    [
      track.id,
      track.relPath,
      minutes(track.format.durationSeconds),
      `${track.format.sampleRateHz} Hz`,
      track.format.channels,
      track.format.codec,
    ]
      .map((cell) => markdownText(String(cell)))
      .join(' | '),
  );
  const hours = tracks.reduce((sum, track) => sum + (track.format.durationSeconds ?? 0), 0) / 3600;
  const head = `# Catalog\n\n${tracks.length} tracks, ${rounded(hours, 2)} hours.\n\n| id | path | length | rate | channels | codec |\n|---|---|---|---|---|---|\n`;
  return head + rows.map((row) => `| ${row} |\n`).join('');
}

function minutes(seconds: number | null): string {
  if (seconds === null) return '?';
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Text from file names cannot break the table, become markup, steer a terminal or turn the line around. */
export const markdownText = (text: string): string =>
  text
    .replace(/\s+/g, ' ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\ufffd')
    .replace(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&');
