/** Where a document goes while it is written: what it says of all tracks together, and what it says of one. Types only. */

/** Documents that say much of each track, and of each in parts of their own. */
export const PARTED_DOCUMENTS = ['manifest.csv', 'manifest.json', 'index.html', 'batch_results.json'] as const;
export type PartedDocument = (typeof PARTED_DOCUMENTS)[number];

/** Text that is to be made, or UTF-8 that was made before. */
export type Part = string | Uint8Array;

export interface DocumentSink {
  /** Made anew whenever the document is written. */
  readonly text: (text: string) => void;
  /** A stretch that is made of one track and of nothing else; `track` is its place among the tracks of the tree. */
  readonly part: (track: number, part: Part) => void;
}
