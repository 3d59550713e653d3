/** Looks at a project: what lies in the library, what the last build left, what would have to be done. */
import type { CacheStore } from '../cache/store.ts';
import { ffmpegLocator } from '../library/ffmpeg-locator.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { Scope } from '../plan/scope.ts';
import { ok, type Result } from '../result.ts';
import { byteShapers } from './byte-shapers.ts';
import { type Survey, surveyLibrary } from './survey.ts';
import { openTrees, type PlannedTree, planTrees } from './trees.ts';

export interface ExamineOptions {
  readonly store: CacheStore;
  /** False for a look that must leave nothing behind. */
  readonly remember: boolean;
  readonly forceCatalog: boolean;
  readonly forceRender: boolean;
  /** Keys whose cached result is not whole. */
  readonly distrusted: ReadonlySet<string>;
}

/** A look that leaves nothing behind. */
export const lookOnly = (store: CacheStore): ExamineOptions => ({
  store,
  remember: false,
  forceCatalog: false,
  forceRender: false,
  distrusted: new Set(),
});

export interface Examination {
  readonly survey: Survey;
  readonly trees: readonly PlannedTree[];
  /** Where an ffmpeg was looked for, the last being the one that was found; empty where no track needs one. */
  readonly ffmpegTried: readonly string[];
}

export async function examine(pipeline: Pipeline, scope: Scope, options: ExamineOptions): Promise<Result<Examination>> {
  const { store, remember, forceCatalog, forceRender, distrusted } = options;
  const trees = openTrees(pipeline);
  const lastBuildTracks = Math.max(0, ...trees.map(({ ledger }) => Object.keys(ledger.tracks).length));
  const surveyed = await surveyLibrary({ pipeline, store, remember, forceCatalog, lastBuildTracks });
  if (!surveyed.ok) return surveyed;
  const { selected } = surveyed.value.selection;
  const ffmpeg = ffmpegLocator(null);
  const shapers = await byteShapers(
    selected.map(({ format }) => format),
    ffmpeg,
  );
  const planned = planTrees({ trees, selected, scope, shapers, store, forceRender, distrusted });
  return planned.ok ? ok({ survey: surveyed.value, trees: planned.value, ffmpegTried: ffmpeg.tried() }) : planned;
}
