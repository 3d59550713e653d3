/** What a dry run tells of the own stages of one tree. Reads the cache, runs nothing. */
import type { CacheStore } from '../../cache/store.ts';
import { awaitedText } from '../../report/would.ts';
import { type Preview, wouldOf } from '../preview.ts';
import { isObjectThere } from '../whole-result.ts';
import { countedOwn } from './announce.ts';
import type { DecidedOwn } from './decide-own.ts';
import type { OwnLook, PlannedStage, WaitingTrack } from './plan-own.ts';

export const previewOwn = ({ planned }: OwnLook): Preview[] =>
  planned.flatMap((stage) => [
    ...stage.actions.map(previewAction),
    ...stage.waiting.map((one) => previewWaiting(stage, one)),
  ]);

function previewAction(action: DecidedOwn): Preview {
  const { stage, track, profileName: profile, file, decision, reason } = action;
  return {
    action: countedOwn(action),
    would: wouldOf(decision),
    event: { stage: stage.name, track: track.slug, profile, reason, ...(file === null ? {} : { file }) },
  };
}

/** Stands for all actions of the stage on the track: nobody knows yet how many there will be. */
function previewWaiting({ stage, profileName: profile }: PlannedStage, { track, awaited }: WaitingTrack): Preview {
  return {
    action: countedOwn({ stage, track, profileName: profile, file: null }),
    would: 'may-run',
    event: { stage: stage.name, track: track.slug, profile, reason: awaitedText(awaited) },
  };
}

/** Objects that the actions take and the cache has lost. */
export const lostInputs = ({ planned }: OwnLook, store: CacheStore): string[] =>
  planned
    .flatMap(({ actions }) => actions.filter(({ decision }) => decision === 'stale'))
    .flatMap(({ inputs }) => inputs)
    .filter((input) => !isObjectThere(store, input))
    .map(({ objectDigest }) => objectDigest);
