/**
 * `grainmill build`: answered from the standing record where all that the last such build looked at still stands, built otherwise. Loads nothing that
 * the record does not need before that is known.
 */
import type { Outcome } from '../outcome.ts';
import { readStanding, stands } from '../standing/look.ts';
import type { ProjectOptions } from './load-project.ts';
import { requestOf } from './request.ts';
import type { ScopeOptions } from './scope-options.ts';
import { answerStanding, cacheFolderOf } from './standing-answer.ts';

export interface BuildCommandOptions extends ProjectOptions, ScopeOptions {
  readonly jobs?: number;
  readonly dryRun?: boolean;
  readonly explain?: boolean;
  readonly force?: string | boolean;
  readonly failFast?: boolean;
  readonly frozen?: boolean;
  readonly strict?: boolean;
  readonly prune?: boolean;
  readonly allowCommands?: boolean;
  readonly json?: boolean;
  readonly trace?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export async function buildCommand(stages: readonly string[], options: BuildCommandOptions): Promise<Outcome> {
  const request = requestOf(stages, options);
  const record = request === null ? null : readStanding(cacheFolderOf(options), request);
  const answer = record !== null && stands(record) ? answerStanding(record.answer, options) : null;
  if (answer !== null) return answer;
  const mayRender = !options.dryRun && !options.frozen;
  const early = mayRender ? (await import('./early-executor.ts')).earlyExecutor() : null;
  try {
    return await (await import('./full-build.ts')).fullBuild(stages, options, request, early);
  } finally {
    await early?.close();
  }
}
