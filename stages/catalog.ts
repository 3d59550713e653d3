/**
 * catalog: what is known of each track: format facts from its own header, tags and warnings from the tag reader. One action a file,
 * keyed by the bytes of the audio and of the tags, not by where the file lies.
 */
import type { FoundTrack, Tags } from '../src/library/track.ts';
import type { Fingerprint } from '../src/plan/fingerprint.ts';

/** Raised when the stage makes something else of the same input. */
export const CATALOG_VERSION = 1;

/** What was read, and whether another look could tell more. */
interface TagReading {
  readonly tags: Tags;
  readonly warnings: readonly string[];
  readonly isFinal: boolean;
}

/** What the world hands to the stage. */
export interface CatalogPorts {
  readonly readTags: (track: FoundTrack) => Promise<TagReading>;
}

/** The part of a catalog entry that is cached; path and size are added from the library of the day. */
export interface CatalogEntry {
  readonly tags: Tags;
  readonly warnings: readonly string[];
}

export const catalogFingerprint = (track: FoundTrack, stage: string): Fingerprint => [
  ['stage', stage],
  ['catalog version', String(CATALOG_VERSION)],
  ['source audio', track.payloadDigest],
  ['source tags', track.tagDigest],
  ['container', track.format.container],
];

/** The entry, and whether it may be kept. */
export async function catalog(
  track: FoundTrack,
  ports: CatalogPorts,
): Promise<{ readonly entry: CatalogEntry; readonly isFinal: boolean }> {
  const { tags, warnings, isFinal } = await ports.readTags(track);
  return { entry: { tags, warnings }, isFinal };
}
