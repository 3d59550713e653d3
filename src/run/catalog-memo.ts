/** What the catalog says of the tracks of a library, together in one file: thousands of results are not read one by one. It only saves time. */
import type { CatalogEntry } from '../../stages/catalog.ts';
import { indexName } from '../cache/index-file.ts';
import { readMemo, writeMemo } from '../cache/memo-file.ts';
import type { CacheStore } from '../cache/store.ts';

/** Raised when the memo is of another form; what an entry is made from is in its key. */
const BASIS = 'catalog memo 1';

export interface MemoPlace {
  readonly cacheFolder: string;
  readonly libraryFolder: string;
  readonly store: CacheStore;
}

/** By the key of their action. */
export type CatalogMemo = ReadonlyMap<string, CatalogEntry>;

/** Of the actions whose result is still there: what the cache lost is made again. */
export function readCatalogMemo({ cacheFolder, libraryFolder, store }: MemoPlace): CatalogMemo {
  const bytes = readMemo(cacheFolder, indexName('catalog', libraryFolder), BASIS);
  const entries =
    bytes === null ? {} : (JSON.parse(Buffer.from(bytes).toString('utf8')) as Record<string, CatalogEntry>);
  return new Map(Object.entries(entries).filter(([key]) => store.hasAction(key)));
}

export const writeCatalogMemo = ({ cacheFolder, libraryFolder }: MemoPlace, memo: CatalogMemo): void =>
  writeMemo(
    cacheFolder,
    indexName('catalog', libraryFolder),
    BASIS,
    Buffer.from(JSON.stringify(Object.fromEntries(memo))),
  );
