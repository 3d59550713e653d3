/**
 * The child process in which tracks are rendered: takes jobs one at a time, renders, stores the objects and answers with the results. Thrown
 * errors are caught here, once, and sent as what they are: bugs.
 */
import { createHash } from 'node:crypto';
import { openDiskStore } from '../cache/store.ts';
import type { Failure } from '../failure.ts';
import type { AudioProblem } from '../library/audio.ts';
import { ffmpegLocator } from '../library/ffmpeg-locator.ts';
import { openTrackAudio } from '../library/track-audio.ts';
import { err, ok, type Result } from '../result.ts';
import type { KindResult } from '../texture/record.ts';
import type { RenderJob } from './executor.ts';
import { keepHearing, recallHearing } from './kept-hearing.ts';
import { serveParent } from './serve-parent.ts';
import { failureOf } from './system-failure.ts';

/**
 * Decoded audio is kept for the looks after the first: with so much of it in memory a job over five minutes of music stays below 200 MB, and what
 * does not fit there is cheaper to read from a scratch file than to decode again.
 */
export const RETAINED_PCM = { memoryBytes: 4 * 1024 * 1024, scratchBytes: 512 * 1024 * 1024 };

const loadRender = () => import('../../stages/render.ts');

/** What every job needs is loaded while the first is still on its way. */
export function serveRenders(): void {
  loadRender().catch(() => {}); // the job will tell
  serveParent(carryOut);
}

async function carryOut(job: RenderJob): Promise<Result<KindResult[], Failure>> {
  try {
    return await renderJob(job);
  } catch (error) {
    return err(asFailure(error, job));
  }
}

/** Errors of the system are failures of the environment; everything else is a bug. */
function asFailure(error: unknown, job: RenderJob): Failure {
  if (error instanceof RangeError && /allocation|Invalid typed array length/.test(error.message))
    return { reason: 'out-of-memory', detail: error.message };
  return failureOf(error, job.cacheFolder);
}

async function renderJob(job: RenderJob): Promise<Result<KindResult[], Failure>> {
  const { render } = await loadRender();
  const path = job.source.base64 ? Buffer.from(job.source.path, 'base64') : job.source.path;
  const store = openDiskStore(job.cacheFolder);
  const heard = job.hearAgain ? null : recallHearing(store, job.hearing);
  const opened = await openTrackAudio(path, job.identity, {
    ffmpeg: ffmpegLocator(job.ffmpeg),
    retain: RETAINED_PCM,
    expectedStamp: job.stamp,
    entryPoints: heard?.entryPoints ?? null,
  });
  if (!opened.ok) return settleProblem(opened.failure, job);
  const audio = opened.value;
  try {
    const rendered = await render(job.requests, {
      audio,
      payloadDigest: job.identity.payloadDigest,
      heard,
      keepHeard: (now) => keepHearing(store, job.hearing, now),
      storeObject: (bytes) => store.writeObject(bytes),
      digest: (text) => createHash('sha256').update(text).digest('hex'),
    });
    return rendered.ok ? ok(rendered.value) : settleProblem(rendered.failure, job);
  } finally {
    await audio.close();
  }
}

/** A verdict about the bytes is a result; a failure of the environment is not. A file that is gone has changed, too. */
function settleProblem(problem: AudioProblem, job: RenderJob): Result<KindResult[], Failure> {
  if (problem.kind === 'failed') {
    const { failure } = problem;
    const isGone = failure.reason === 'io' && failure.operation === 'open' && failure.code === 'ENOENT';
    return err(isGone ? { reason: 'source-changed', path: failure.path } : failure);
  }
  const verdict: KindResult = { verdict: problem.rejection, facts: null, textures: [], rejections: [], warnings: [] };
  return ok(job.requests.map(() => verdict));
}
