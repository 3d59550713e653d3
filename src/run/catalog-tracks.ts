/** Catalogs the tracks that were found: from the cache where it knows the bytes, else by reading their tags. Files of the same bytes are read once. */
import PQueue from 'p-queue';
import { type CatalogEntry, catalog, catalogFingerprint } from '../../stages/catalog.ts';
import type { FoundFile } from '../library/scan.ts';
import { readTags } from '../library/tags.ts';
import type { CatalogTrack, FoundTrack } from '../library/track.ts';
import { actionKey, type Fingerprint } from '../plan/fingerprint.ts';
import { type CatalogMemo, type MemoPlace, readCatalogMemo, writeCatalogMemo } from './catalog-memo.ts';

const TAG_READ_LIMIT_MS = 10_000;
const CONCURRENT_READS = 4;

export interface CatalogAction {
  readonly track: FoundTrack;
  readonly key: string;
  /** Whether the result was in the cache already, and whether it is there now. */
  readonly cached: boolean;
  readonly kept: boolean;
  readonly elapsedMs: number;
}

export interface CatalogInput extends MemoPlace {
  /** False for a look that must leave nothing behind. */
  readonly remember: boolean;
  readonly forceCatalog: boolean;
}

interface Cataloged {
  readonly entry: CatalogTrack;
  /** What the cache keeps of it. */
  readonly value: CatalogEntry;
  readonly action: CatalogAction;
}

/** In the order of `tracks`. */
export async function catalogTracks(
  tracks: readonly FoundTrack[],
  files: ReadonlyMap<string, FoundFile>,
  input: CatalogInput,
): Promise<Cataloged[]> {
  const queue = new PQueue({ concurrency: CONCURRENT_READS });
  const readings = new Map<string, Promise<Reading>>();
  const memo: CatalogMemo = input.forceCatalog ? new Map() : readCatalogMemo(input);
  const made = await Promise.all(
    tracks.map((track) => {
      const fingerprint = catalogFingerprint(track, 'catalog');
      const action = { track, fingerprint, key: actionKey(fingerprint) };
      const value = memo.get(action.key);
      if (value === undefined) return queue.add(() => catalogOne(action, files, readings, input));
      return cataloged(action, { value, cached: true, kept: true }, 0);
    }),
  );
  const kept = new Map(made.flatMap(({ action, value }) => (action.kept ? [[action.key, value] as const] : [])));
  const isSame = kept.size === memo.size && [...kept.keys()].every((key) => memo.has(key));
  if (input.remember && !isSame) writeCatalogMemo(input, kept);
  return made;
}

/** What the catalog has to say of some bytes, however many files hold them. */
type Reading = Pick<CatalogAction, 'cached' | 'kept'> & { readonly value: CatalogEntry };

interface KeyedTrack {
  readonly track: FoundTrack;
  readonly fingerprint: Fingerprint;
  readonly key: string;
}

async function catalogOne(
  action: KeyedTrack,
  files: ReadonlyMap<string, FoundFile>,
  readings: Map<string, Promise<Reading>>,
  input: CatalogInput,
) {
  const started = performance.now();
  const reading = readings.get(action.key) ?? readOnce(action, files, input);
  readings.set(action.key, reading);
  return cataloged(action, await reading, performance.now() - started);
}

function cataloged({ track, key }: KeyedTrack, { value, cached, kept }: Reading, elapsedMs: number): Cataloged {
  const entry: CatalogTrack = { ...track, tags: value.tags, warnings: [...track.warnings, ...value.warnings] };
  return { entry, value, action: { track, key, cached, kept, elapsedMs } };
}

async function readOnce(
  { track, fingerprint, key }: KeyedTrack,
  files: ReadonlyMap<string, FoundFile>,
  input: CatalogInput,
): Promise<Reading> {
  const cached = input.forceCatalog ? null : input.store.readAction<CatalogEntry>(key);
  const file = files.get(track.relPath);
  if (!file) throw new TypeError(`no file for the track ${track.relPath}`);
  const readTagsOf = () => readTags(file.absolutePath, track.format.container, TAG_READ_LIMIT_MS);
  const made =
    cached === null ? await catalog(track, { readTags: readTagsOf }) : { entry: cached.value, isFinal: true };
  const value = made.entry;
  const keeps = cached === null && made.isFinal && input.remember;
  if (keeps) input.store.writeAction(key, { stage: 'catalog', fingerprint, objects: [], value });
  return { value, cached: cached !== null, kept: cached !== null || keeps };
}
