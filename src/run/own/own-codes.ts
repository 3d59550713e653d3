/** The codes of own stages, where there are any: most pipelines have none, and pay nothing. */
import type { Failure } from '../../failure.ts';
import { isOwn, type Pipeline } from '../../pipeline/pipeline.ts';
import { ok, type Result } from '../../result.ts';
import type { OwnCodes } from './code.ts';

export async function ownCodesOf(pipeline: Pipeline, remember: boolean): Promise<Result<OwnCodes, Failure>> {
  if (!pipeline.stages.some(isOwn)) return ok(new Map());
  const { readOwnCodes } = await import('./code.ts');
  return readOwnCodes(pipeline, { cacheFolder: pipeline.cacheFolder, remember });
}
