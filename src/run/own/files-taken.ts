/** Which files of a track an own stage takes, and whether they are there yet. Reads the cache. */
import type { OwnStage } from '../../pipeline/pipeline.ts';
import type { LedgerTrack } from '../../plan/ledger.ts';
import type { TrackFile } from '../../plan/own-actions.ts';
import type { OwnPlanInput, OwnState } from './plan-own.ts';
import { ownFilesOf, textureFilesOf } from './track-files.ts';

export interface FilesTaken {
  readonly files: readonly TrackFile[];
  /** Stages that have yet to make some of it. */
  readonly awaited: readonly string[];
  /** Whether some of it will not be there. */
  readonly isBlocked: boolean;
}

/** What the stage takes of the track. */
export function filesTaken(stage: OwnStage, entry: LedgerTrack, state: OwnState, input: OwnPlanInput): FilesTaken {
  const made = stage.needs.map((need) => ({ need, files: filesOf(need, entry, state, input) }));
  return {
    files: made.flatMap(({ files }) => (typeof files === 'string' ? [] : files)),
    awaited: made.filter(({ files }) => files === 'awaited').map(({ need }) => need),
    isBlocked: made.some(({ files }) => files === 'blocked'),
  };
}

function filesOf(
  need: string,
  entry: LedgerTrack,
  { waiting, blocked, pending }: OwnState,
  { pipeline, tree, store }: OwnPlanInput,
): readonly TrackFile[] | 'awaited' | 'blocked' {
  const place = `${need} ${entry.track.id}`;
  const isAnyPending = (keys: readonly string[]): boolean => keys.some((key) => pending.has(key));
  if (pipeline.stages.find(({ name }) => name === need)?.uses === 'render') {
    // What is rendered again is what it was.
    const files = textureFilesOf(entry, tree.profile.base, store);
    return files ?? (isAnyPending(Object.values(entry.kinds)) ? 'awaited' : 'blocked');
  }
  const keys = entry.own?.[need]?.keys ?? [];
  if (waiting.has(place) || isAnyPending(keys)) return 'awaited';
  return (blocked.has(place) ? null : ownFilesOf(keys, store)) ?? 'blocked';
}
