/** What a changed `curation.auto_reject_grade` would take out of an export and bring back, told from cached results. Writes nothing. */
import type { CacheStore } from '../cache/store.ts';
import { type ProjectedTrack, projectTrack } from '../document/projection.ts';
import { bySlug, type PlacedTexture } from '../document/tree.ts';
import type { LedgerTrack } from '../plan/ledger.ts';
import { readResults } from './collect-input.ts';
import type { Tree } from './trees.ts';

/** More names than this do not make a message clearer. */
const NAMES_TOLD = 5;

type Tracks = Readonly<Record<string, LedgerTrack>>;

/** Messages; none where the grades are as in the last build. `tracks` are those the tree is to hold; what is not rendered yet has no grade. */
export function curationChanges(tree: Tree, tracks: Tracks, store: CacheStore): string[] {
  const before = Object.entries(tracks).map(([id, entry]) => withGradesOf(tree.ledger.tracks[id], entry));
  if (Object.values(tracks).every((entry, index) => sameGrades(entry, before[index]))) return [];
  const projected = (entries: Tracks): ProjectedTrack[] =>
    readResults(entries, store)
      .tracks.sort(bySlug)
      .map((entry) => projectTrack(entry, tree.profile.base));
  const [now, then] = [
    projected(tracks),
    projected(Object.fromEntries(before.map((entry) => [entry.track.id, entry]))),
  ];
  const exported = (projection: readonly ProjectedTrack[]) => projection.flatMap((track) => track.exported);
  const leftOut = (projection: readonly ProjectedTrack[]) => projection.flatMap((track) => track.leftOut);
  return [
    message(outOf(exported(then), leftOut(now)), 'would be left out of the export because of the grade'),
    message(outOf(leftOut(then), exported(now)), 'would be brought back'),
  ].filter((text) => text !== null);
}

const withGradesOf = (before: LedgerTrack | undefined, { autoRejectGrades: _, ...entry }: LedgerTrack): LedgerTrack =>
  before?.autoRejectGrades ? { ...entry, autoRejectGrades: before.autoRejectGrades } : entry;

const sameGrades = (a: LedgerTrack, b: LedgerTrack): boolean =>
  gradesText(a.autoRejectGrades) === gradesText(b.autoRejectGrades);
const gradesText = (grades: LedgerTrack['autoRejectGrades'] = {}): string =>
  JSON.stringify(Object.entries(grades).sort());

/** Those of `to` that were among `from`. */
function outOf(from: readonly PlacedTexture[], to: readonly PlacedTexture[]): readonly PlacedTexture[] {
  const paths = new Set(from.map(({ path }) => path));
  return to.filter(({ path }) => paths.has(path));
}

function message(textures: readonly PlacedTexture[], what: string): string | null {
  if (textures.length === 0) return null;
  const names = textures
    .slice(0, NAMES_TOLD)
    .map(({ track, record, judgement }) => `${track.slug}_${record.name} (${judgement.grade})`);
  const more = textures.length > NAMES_TOLD ? `, and ${textures.length - NAMES_TOLD} more` : '';
  return `${textures.length} texture${textures.length === 1 ? '' : 's'} ${what}: ${names.join(', ')}${more}`;
}
