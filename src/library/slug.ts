/**
 * Names of tracks in the export tree: a pure function of the set of tracks. Knows nothing of folders or files on disk.
 */
import { transliterate } from './transliterate.ts';

export interface NamedTrack {
  readonly relPath: string;
  readonly payloadDigest: string;
}

const MAX_SLUG_BYTES = 100;
/** Names that are devices on Windows, whatever the extension. */
const RESERVED = /^(con|prn|aux|nul|com[0-9]|lpt[0-9])$/;

/** `t_` and the first 12 hex digits of the audio-payload digest. */
export function trackId(payloadDigest: string): string {
  return `t_${payloadDigest.slice(0, 12)}`;
}

/**
 * The slug of every track, by `relPath`. A track's slug is its file stem in `[a-z0-9_]`; tracks that would share one all get
 * the first 6 hex digits of their id behind it, and more digits where even those collide. The order of `tracks` is of no
 * consequence. Two paths of the same payload and stem are told apart by their rank in path order.
 */
export function slugs(tracks: readonly NamedTrack[]): Map<string, string> {
  const ordered = [...tracks].sort((a, b) => (a.relPath < b.relPath ? -1 : a.relPath > b.relPath ? 1 : 0));
  const digits = ordered.map(() => 0);
  let names = nameAll(ordered, digits);
  while (lengthenShared(ordered, names, digits)) names = nameAll(ordered, digits);
  return numberTwins(ordered, names);
}

/** Gives more digits to those who share a name, as long as digits can tell them apart; false when there was nothing to do. */
function lengthenShared(tracks: readonly NamedTrack[], names: readonly string[], digits: number[]): boolean {
  const payloads = new Map<string, Set<string>>();
  for (const [at, name] of names.entries()) {
    payloads.set(name, (payloads.get(name) ?? new Set()).add(tracks[at].payloadDigest));
  }
  const shared = sharedNames(names);
  let changed = false;
  for (const [at, name] of names.entries()) {
    const tellApart = (payloads.get(name)?.size ?? 0) > 1 && digits[at] < 64;
    if (!shared.has(name) || (digits[at] > 0 && !tellApart)) continue;
    digits[at] = digits[at] === 0 ? 6 : Math.min(64, digits[at] + 2);
    changed = true;
  }
  return changed;
}

function nameAll(tracks: readonly NamedTrack[], digits: readonly number[]): string[] {
  return tracks.map((track, at) => withSuffix(baseSlug(track), track.payloadDigest.slice(0, digits[at])));
}

function baseSlug(track: NamedTrack): string {
  const name = track.relPath.slice(track.relPath.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  const slug = transliterate(dot > 0 ? name.slice(0, dot) : name).slice(0, MAX_SLUG_BYTES);
  if (slug === '') return `track_${track.payloadDigest.slice(0, 6)}`;
  return RESERVED.test(slug) ? `${slug}_${track.payloadDigest.slice(0, 6)}` : slug.replace(/_$/, '');
}

function withSuffix(base: string, suffix: string): string {
  if (suffix === '') return base;
  return `${base.slice(0, MAX_SLUG_BYTES - suffix.length - 1).replace(/_$/, '')}_${suffix}`;
}

function sharedNames(names: readonly string[]): Set<string> {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const name of names) (seen.has(name) ? shared : seen).add(name);
  return shared;
}

/** What is left to tell apart are equal bytes under equal names in different folders. */
function numberTwins(tracks: readonly NamedTrack[], names: readonly string[]): Map<string, string> {
  const taken = new Set(names);
  const shared = sharedNames(names);
  const slugByPath = new Map<string, string>();
  for (const [at, track] of tracks.entries()) {
    let slug = names[at];
    for (let rank = 1; shared.has(names[at]) && (rank === 1 || taken.has(slug)); rank++)
      slug = withSuffix(names[at], `${rank}`);
    taken.add(slug);
    slugByPath.set(track.relPath, slug);
  }
  return slugByPath;
}
