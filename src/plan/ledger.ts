/**
 * The ledger of one export tree: which tracks and actions it was last made of, and which files in it are ours. Plain data, kept in the
 * cache's index; losing it costs comparisons, never a file. Knows nothing of how it is stored.
 */
import type { SelectedTrack } from '../library/track.ts';
import type { Grade } from '../quality/grade.ts';
import type { Kind } from '../texture/kinds.ts';

/** A track as it stands in the tree. */
export interface LedgerTrack {
  readonly track: SelectedTrack;
  /** Action key of each kind in the tree. */
  readonly kinds: Readonly<Partial<Record<Kind, string>>>;
  /** Of each kind in the tree whose textures of some grade or worse are left out, that grade. */
  readonly autoRejectGrades?: Readonly<Partial<Record<Kind, Grade>>>;
  /** What went wrong when a kind was last tried; absent when nothing did. */
  readonly errors: Readonly<Partial<Record<Kind, string>>>;
  /** What own stages made of the track, by stage; absent where there is none. */
  readonly own?: Readonly<Record<string, OwnEntry>>;
  /** Gone from the library in a build that lost most of its tracks: stays until `--prune` or until it is back. */
  readonly isKept?: true;
}

export interface OwnEntry {
  /** Action keys, in the order of what they take. */
  readonly keys: readonly string[];
  /** What went wrong when the stage last ran; null when nothing did. */
  readonly error: string | null;
}

/** The keys of all results that the entry stands on. */
export const keysOfTrack = ({ kinds, own = {} }: LedgerTrack): string[] => [
  ...Object.values(kinds),
  ...Object.values(own).flatMap(({ keys }) => keys),
];

/** The keys of all results that a tree needs, or that are kept for the next build of it. */
export const keysOfLedger = ({ tracks, catalogKeys, reserved }: LedgerNeeds): string[] => [
  ...catalogKeys,
  ...reserved,
  ...Object.values(tracks).flatMap(keysOfTrack),
];

type LedgerNeeds = Pick<Ledger, 'tracks' | 'catalogKeys' | 'reserved'>;

/** What was needed and is not any more. */
export function droppedKeys(before: LedgerNeeds, after: LedgerNeeds): string[] {
  const needed = new Set(keysOfLedger(after));
  return keysOfLedger(before).filter((key) => !needed.has(key));
}

/** A file we wrote. */
export interface LedgerFile {
  /** Digest of what the file was made from; another digest means it must be written again. */
  readonly contentDigest: string;
  /** SHA-256 of the file itself. */
  readonly fileDigest: string;
  readonly sizeBytes: number;
  readonly mtimeNs: string;
  /** Known from the manifest only, the ledger that told what it was made from being lost. */
  readonly isOrphan?: boolean;
}

export interface Ledger {
  /** Absolute, for `cache gc` and for people; never part of a key. */
  readonly treeFolder: string;
  readonly profile: string;
  /** Digest of everything collect made the tree from. */
  readonly collectKey: string;
  /** By track id. */
  readonly tracks: Readonly<Record<string, LedgerTrack>>;
  /** Digest of what select chose from. */
  readonly selectKey: string;
  readonly catalogKeys: readonly string[];
  /** Finished for a build that stopped before collect: the next one needs them. */
  readonly reserved: readonly string[];
  /** By path below the tree folder. */
  readonly files: Readonly<Record<string, LedgerFile>>;
  /** Folder → mtimeNs right after we were done with it. */
  readonly folders: Readonly<Record<string, string>>;
  readonly textures: number;
  /** Selected tracks that turned out to hold nothing to render. */
  readonly verdicts: number;
}

export const emptyLedger = (treeFolder: string, profile: string): Ledger => ({
  treeFolder,
  profile,
  collectKey: '',
  tracks: {},
  selectKey: '',
  catalogKeys: [],
  reserved: [],
  files: {},
  folders: {},
  textures: 0,
  verdicts: 0,
});
