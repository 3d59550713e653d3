/** `manifest.{csv,json}`: the provenance and the measured figures of every texture in the tree, and where it stands among all. Pure. */
import { type Percentiles, RANKED_FIGURES } from '../quality/percentiles.ts';
import { csv, csvCells } from './csv.ts';
import { type FileDigests, LISTS, TEXTURE_COLUMNS } from './manifest-parts.ts';
import { records } from './rounding.ts';
import type { DocumentSink } from './sink.ts';
import type { ToldTrack } from './told-track.ts';

const PERCENTILE_COLUMNS: Readonly<Record<keyof Percentiles, string>> = {
  seamStepRatio: 'seam_ratio_percentile',
  seamFluxRatio: 'seam_flux_percentile',
  seamLevelDb: 'seam_level_percentile',
  integratedLufs: 'lufs_percentile',
  crestDb: 'crest_percentile',
  flatnessRatio: 'flatness_percentile',
  centroidHz: 'centroid_percentile',
};

const COLUMNS = [...TEXTURE_COLUMNS, ...RANKED_FIGURES.map((figure) => PERCENTILE_COLUMNS[figure])];

/** The percentiles of a texture are made anew whenever any other changes, all else that is said of it only when it does: they come last. */
export function manifestCsv(
  tracks: readonly ToldTrack[],
  percentiles: readonly Percentiles[],
  sink: DocumentSink,
): void {
  sink.text(csv(COLUMNS, []));
  let texture = 0;
  for (const [index, { outline, part }] of tracks.entries()) {
    for (let own = 0; own < outline.ranked.length; own++) {
      sink.part(index, part('manifest.csv', own));
      sink.text(`,${csvCells(RANKED_FIGURES.map((figure) => percentiles[texture][figure]))}\n`);
      texture++;
    }
  }
}

export interface ManifestHead {
  readonly profile: string;
  readonly profileDigest: string;
  /** Files that stay in the tree without being part of it. */
  readonly left: FileDigests;
}

export function manifestJson(
  { profile, profileDigest, left }: ManifestHead,
  tracks: readonly ToldTrack[],
  percentiles: readonly Percentiles[],
  sink: DocumentSink,
): void {
  const named = (name: string, value: string) => `${JSON.stringify(name)}: ${JSON.stringify(value)},\n`;
  sink.text(`{\n"version": 1,\n${named('profile', profile)}${named('profile_digest', profileDigest)}"textures": [`);
  let texture = 0;
  for (const [index, { outline, part }] of tracks.entries()) {
    for (let own = 0; own < outline.ranked.length; own++) {
      sink.text(texture === 0 ? '\n' : ',\n');
      sink.part(index, part('manifest.json', own));
      sink.text(`,"percentiles":${JSON.stringify(percentiles[texture])}}`);
      texture++;
    }
  }
  for (const list of LISTS) {
    sink.text(`\n],\n"${list}": [`);
    let before = '\n';
    for (const [index, { outline, part }] of tracks.entries()) {
      const at = outline.lists.indexOf(list);
      if (at < 0) continue;
      sink.text(before);
      sink.part(index, part('manifest.json', outline.ranked.length + at));
      before = ',\n';
    }
  }
  if (left.size > 0) {
    const files = Array.from(left, ([path, sha256]) => ({ path, sha256 }));
    sink.text(`\n],\n"left_files": [\n${records(files)}`);
  }
  sink.text('\n]\n}\n');
}
