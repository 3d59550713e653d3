/** The documents of a tree: written from what is told of its tracks, and what was told kept for the next time. */
import { join } from 'node:path';
import { type CollectInput, documents, RESULTS_PATH, results } from '../../stages/collect.ts';
import { readIfPresent } from '../cache/read-if-present.ts';
import type { FileDigests } from '../document/manifest-parts.ts';
import { PARTED_DOCUMENTS } from '../document/sink.ts';
import { assemble } from '../export/assemble.ts';
import { type WriteRequest, type WrittenDocuments, writeDocuments } from '../export/write-tree.ts';
import { failureText } from '../report/failure.ts';
import { writeKeptParts } from './kept-parts.ts';
import type { Survey } from './survey.ts';
import { asSystemFailure } from './system-failure.ts';
import { type DigestedTold, type TellInput, tellingBasis } from './tell-tracks.ts';

export interface DescribeInput extends Omit<TellInput, 'isAsLedgerSays'> {
  readonly survey: Survey;
  readonly now: () => Date;
}

/** `tracks` are all of the tree, in the order of their slugs; `left`, what stays there without being part of it. */
export function describeTree(
  input: DescribeInput,
  request: WriteRequest,
  tracks: readonly DigestedTold[],
  left: FileDigests,
): WrittenDocuments {
  const { tree, survey } = input;
  const collected: CollectInput = {
    profile: tree.profile.name,
    profileDigest: tree.profile.baseDigest,
    left,
    catalog: survey.catalog,
    selected: survey.selection.selected,
    rejected: survey.rejected,
    tracks,
  };
  return writeDocuments(request, documents(collected, timestampOf(input, collected)));
}

/** `batch_results.json` keeps its timestamp when nothing else in it changed. */
function timestampOf({ tree, now }: DescribeInput, collected: CollectInput): string {
  const present = readIfPresent(join(tree.folder, RESULTS_PATH));
  const before = /"timestamp": "([0-9TZ:.-]+)"/.exec(present?.toString('latin1', 0, 100) ?? '')?.[1];
  if (present === null || before === undefined) return now().toISOString();
  const isSame = present.equals(assemble(results(collected, before).write, present.length).bytes);
  return isSame ? before : now().toISOString();
}

/** For the next time, when most tracks will be the same. Warnings; a disk that has no room for it does not undo the build. */
export function keepParts(
  input: DescribeInput,
  tracks: readonly DigestedTold[],
  { documents: written }: WrittenDocuments,
): string[] {
  const parted = new Map([...written].filter(([path]) => (PARTED_DOCUMENTS as readonly string[]).includes(path)));
  if (parted.size < PARTED_DOCUMENTS.length) return [];
  try {
    writeKeptParts(input.cacheFolder, input.tree.folder, tellingBasis(input), tracks, parted);
    return [];
  } catch (error) {
    const reason = failureText(asSystemFailure(error, input.cacheFolder));
    return [`what the documents tell of each track is not kept, so the next build tells it anew: ${reason}`];
  }
}
