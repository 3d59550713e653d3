/**
 * What was told of the tracks of a tree when its documents were last written, and where in those documents it stands. It only saves time: what is not
 * verified is told anew.
 */
import { join } from 'node:path';
import { sha256 } from '../cache/digest.ts';
import { indexName } from '../cache/index-file.ts';
import { readMemo, writeMemo } from '../cache/memo-file.ts';
import { packValue, unpackValue } from '../cache/packed-value.ts';
import { readIfPresent } from '../cache/read-if-present.ts';
import { PARTED_DOCUMENTS, type PartedDocument } from '../document/sink.ts';
import { partCounts, type ToldTrack, type TrackOutline } from '../document/told-track.ts';
import type { WrittenDocument } from '../export/write-tree.ts';
import { RANKED_FIGURES, type Ranked } from '../quality/percentiles.ts';

/** A track of the last documents. */
export interface KeptTrack extends ToldTrack {
  /** What the files at the outline's paths were made from, as the ledger has it. */
  readonly contentDigests: readonly string[];
}

/** By the digest of the entry that the track was told from. */
export type KeptParts = ReadonlyMap<string, KeptTrack>;

/** A track as it goes into the memo, figures and ranges apart. */
interface Stored extends Omit<TrackOutline, 'ranked'> {
  readonly digest: string;
  readonly contentDigests: readonly string[];
  readonly peers: readonly Pick<Ranked, 'kind' | 'isLoop'>[];
}

interface Memo {
  /** JSON of the tracks in the order of the documents: as one string, since packing looks at each value. */
  readonly tracks: string;
  /** Of each texture those that are ranked, NaN for none. */
  readonly figures: Float64Array;
  readonly documents: Readonly<Record<PartedDocument, StoredDocument>>;
}

interface StoredDocument {
  /** SHA-256 of the file. */
  readonly digest: string;
  readonly ranges: Uint32Array;
}

const memoName = (treeFolder: string): string => indexName('parts', treeFolder);

/** `basis` is what the parts are made of beside the entries of tracks. None where the memo or any of the documents is not as it was written. */
export function readKeptParts(cacheFolder: string, treeFolder: string, basis: string): KeptParts {
  const packed = readMemo(cacheFolder, memoName(treeFolder), basis);
  if (packed === null) return new Map();
  const memo = unpackValue(packed) as Memo;
  const present = mapDocuments((path) => readIfPresent(join(treeFolder, path)) ?? new Uint8Array());
  if (PARTED_DOCUMENTS.some((path) => sha256(present[path]) !== memo.documents[path].digest)) return new Map();
  const readers = mapDocuments((path) => new PartReader(present[path], memo.documents[path].ranges));
  const figures = new FigureReader(memo.figures);
  const tracks = (JSON.parse(memo.tracks) as Stored[]).map((stored) => keptTrack(stored, figures, readers));
  return new Map(tracks);
}

function mapDocuments<T>(of: (path: PartedDocument) => T): Record<PartedDocument, T> {
  const values: Partial<Record<PartedDocument, T>> = {};
  for (const path of PARTED_DOCUMENTS) values[path] = of(path);
  return values as Record<PartedDocument, T>;
}

function keptTrack(
  { digest, contentDigests, peers, ...rest }: Stored,
  figures: FigureReader,
  readers: Readonly<Record<PartedDocument, PartReader>>,
): [string, KeptTrack] {
  const outline: TrackOutline = { ...rest, ranked: peers.map((peer) => figures.next(peer)) };
  const counts = partCounts(outline);
  const firsts = mapDocuments((document) => readers[document].skip(counts[document]));
  const part: ToldTrack['part'] = (document, index) => readers[document].part(firsts[document] + index);
  return [digest, { outline, contentDigests, part }];
}

/** The parts of a document that was written before. */
class PartReader {
  readonly #bytes: Uint8Array;
  readonly #ranges: Uint32Array;
  #next = 0;

  constructor(bytes: Uint8Array, ranges: Uint32Array) {
    this.#bytes = bytes;
    this.#ranges = ranges;
  }

  /** The number of the first of the next `count` parts. */
  skip(count: number): number {
    this.#next += count;
    return this.#next - count;
  }

  part(number: number): Uint8Array {
    const start = this.#ranges[2 * number];
    return this.#bytes.subarray(start, start + this.#ranges[2 * number + 1]);
  }
}

class FigureReader {
  readonly #figures: Float64Array;
  #next = 0;

  constructor(figures: Float64Array) {
    this.#figures = figures;
  }

  next(peer: Pick<Ranked, 'kind' | 'isLoop'>): Ranked {
    const ranked: Record<string, unknown> = { ...peer };
    for (const figure of RANKED_FIGURES) {
      const value = this.#figures[this.#next++];
      ranked[figure] = Number.isNaN(value) ? null : value;
    }
    return ranked as unknown as Ranked;
  }
}

/** What was told of a track, and from what. */
export interface DigestedTrack {
  readonly digest: string;
  readonly outline: TrackOutline;
  readonly contentDigests: readonly string[];
}

function figuresOf(ranked: readonly Ranked[]): Float64Array {
  const figures = new Float64Array(ranked.length * RANKED_FIGURES.length);
  let at = 0;
  for (const one of ranked) for (const figure of RANKED_FIGURES) figures[at++] = one[figure] ?? Number.NaN;
  return figures;
}

/** `tracks` are in the order of the documents; of these, all must have been written. */
export function writeKeptParts(
  cacheFolder: string,
  treeFolder: string,
  basis: string,
  tracks: readonly DigestedTrack[],
  documents: ReadonlyMap<string, WrittenDocument>,
): void {
  const ranked = tracks.flatMap(({ outline }) => outline.ranked);
  const stored = tracks.map(
    ({ digest, contentDigests, outline: { ranked: peers, ...rest } }): Stored => ({
      ...rest,
      digest,
      contentDigests,
      peers: peers.map(({ kind, isLoop }) => ({ kind, isLoop })),
    }),
  );
  const memo: Memo = {
    tracks: JSON.stringify(stored),
    figures: figuresOf(ranked),
    documents: Object.fromEntries(documents) as Memo['documents'],
  };
  writeMemo(cacheFolder, memoName(treeFolder), basis, packValue(memo));
}
