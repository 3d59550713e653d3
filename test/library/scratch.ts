/**
 * A folder for the files of one test file, removed at the end, and the shortest way to open what lies in it.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import type { AudioIdentity, AudioProblem, AudioResult } from '../../src/library/audio.ts';
import type { FfmpegLocator } from '../../src/library/ffmpeg-locator.ts';
import { identifyAudio } from '../../src/library/identify.ts';
import { openTrackAudio, type TrackAudio } from '../../src/library/track-audio.ts';

export const noFfmpeg: FfmpegLocator = { locate: () => Promise.resolve(null), tried: () => ['/nowhere/ffmpeg'] };

export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'grainmill-library-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeScratch(folder: string, name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

export function valueIn<T>(result: AudioResult<T>): T {
  if (!result.ok) assert.fail(`expected a value, got ${JSON.stringify(result.failure)}`);
  return result.value;
}

export function problemOf<T>(result: AudioResult<T>): AudioProblem {
  if (result.ok) assert.fail('expected a problem, got a value');
  return result.failure;
}

/** The rule of a rejection, or the reason of a failure. */
export function ruleOf<T>(result: AudioResult<T>): string {
  const problem = problemOf(result);
  return problem.kind === 'rejected' ? problem.rejection.rule : problem.failure.reason;
}

export async function identify(path: string): Promise<AudioIdentity> {
  return valueIn(await identifyAudio(path));
}

export async function openTrack(path: string, memoryBytes = 1 << 24, scratchBytes = 0): Promise<TrackAudio> {
  const retain = { memoryBytes, scratchBytes };
  return valueIn(await openTrackAudio(path, await identify(path), { ffmpeg: noFfmpeg, retain }));
}

export interface WholeTrack {
  readonly planes: Float32Array[];
  readonly warnings: readonly string[];
  readonly longestBlockFrames: number;
}

/** Streams the whole track, checks that the summary counts what was handed out, and closes it. */
export async function decodeWhole(track: TrackAudio): Promise<WholeTrack> {
  const blocks: Float32Array[][] = [];
  const summary = valueIn(await track.stream((planes) => blocks.push(planes.map((plane) => plane.slice()))));
  await track.close();
  const planes = Array.from({ length: track.channels }, (_, channel) => {
    const values = blocks.flatMap((block) => Array.from(block[channel]));
    return Float32Array.from(values);
  });
  assert.equal(planes[0].length, summary.frames);
  return {
    planes,
    warnings: summary.warnings,
    longestBlockFrames: Math.max(0, ...blocks.map((block) => block[0].length)),
  };
}
