/** Measures every texture of an export tree from its file, and compares the textures of a track and kind with each other. */
import { join } from 'node:path';
import { type ListedTexture, listTextures } from '../export/list-textures.ts';
import { type ReadTexture, readTexture } from '../export/read-texture.ts';
import type { Profile } from '../pipeline/profile.ts';
import { type Fault, type Judgement, judgeTexture, withDoubles } from '../quality/judge.ts';
import { measureTexture, type TextureMeasures } from '../quality/measure.ts';
import { LARGEST_OVERLAP_RATIO, NEAR_DUPLICATE_CORRELATION, nearDuplicates } from '../quality/near-duplicates.ts';
import { type Percentiles, percentilesOf } from '../quality/percentiles.ts';
import { type StrictSeam, strictSeam } from '../quality/strict-seam.ts';
import { targetsOf } from '../quality/targets.ts';

export interface MeasuredFile {
  readonly path: string;
  readonly track: string;
  readonly measures: TextureMeasures;
  readonly judgement: Judgement;
  /** The seam by its plain limits; null for a one-shot. */
  readonly strict: StrictSeam | null;
  /** Among the textures of the export. */
  readonly percentiles: Percentiles;
}

type JudgedFile = Omit<MeasuredFile, 'percentiles'>;

export interface MeasuredExport {
  readonly files: readonly MeasuredFile[];
  readonly unreadable: readonly string[];
}

/** `profile` gives the targets of files the manifest does not know. */
export async function measureExport(treeFolder: string, profile: Profile): Promise<MeasuredExport> {
  const judged: JudgedFile[] = [];
  const unreadable: string[] = [];
  for (const group of groupsOf(listTextures(treeFolder))) {
    const read: { listed: ListedTexture; texture: ReadTexture }[] = [];
    for (const listed of group) {
      const texture = await readTexture(join(treeFolder, listed.path));
      if (texture === null) unreadable.push(listed.path);
      else read.push({ listed, texture });
    }
    judged.push(...judgeGroup(read, profile));
  }
  const percentiles = percentilesOf(judged.map(({ measures }) => measures));
  return { files: judged.map((file, index) => ({ ...file, percentiles: percentiles[index] })), unreadable };
}

/** Textures of one track and kind together, in the order of their paths. */
function groupsOf(textures: readonly ListedTexture[]): ListedTexture[][] {
  const groups = new Map<string, ListedTexture[]>();
  for (const texture of textures) {
    const key = `${texture.track}/${texture.kind}`;
    groups.set(key, [...(groups.get(key) ?? []), texture]);
  }
  return [...groups.values()];
}

function judgeGroup(read: readonly { listed: ListedTexture; texture: ReadTexture }[], profile: Profile): JudgedFile[] {
  const judged = read.map(({ listed, texture }) => {
    const measures = measureTexture({ ...texture, kind: listed.kind, name: listed.path });
    return {
      path: listed.path,
      track: listed.track,
      measures,
      strict: strictOf(texture),
      judgement: judgeTexture(measures, targetsOf(listed.kind, listed.provenance?.parameters ?? {}, profile)),
    };
  });
  const doubles = duplicateFaults(read);
  return judged.map((file) => ({ ...file, judgement: withDoubles(file.judgement, doubles.get(file.path) ?? []) }));
}

function strictOf({ channels, sampleRateHz, loop }: ReadTexture): StrictSeam | null {
  if (loop === null) return null;
  return strictSeam(
    channels.map((channel) => channel.subarray(loop.startFrame, loop.endFrame)),
    sampleRateHz,
  );
}

/**
 * Loops are compared with loops and one-shots with one-shots: that a burst of half a second lies somewhere within the many seconds a loop
 * of the same kind was taken from makes neither a double of the other.
 */
function duplicateFaults(read: readonly { listed: ListedTexture; texture: ReadTexture }[]): Map<string, Fault[]> {
  const loops = read.filter(({ texture }) => texture.loop !== null);
  const oneShots = read.filter(({ texture }) => texture.loop === null);
  return new Map([...doublesAmong(loops), ...doublesAmong(oneShots)]);
}

function doublesAmong(read: readonly { listed: ListedTexture; texture: ReadTexture }[]): Map<string, Fault[]> {
  const compared = read.map(({ listed, texture }) => ({
    name: listed.path,
    channels: texture.channels,
    sampleRateHz: texture.sampleRateHz,
    ...(listed.provenance ? { ranges: listed.provenance.ranges } : {}),
  }));
  const faults = new Map<string, Fault[]>();
  for (const { second, correlation, overlapRatio } of nearDuplicates(compared)) {
    const fault =
      correlation >= NEAR_DUPLICATE_CORRELATION
        ? { rule: 'near-duplicate', measured: correlation, threshold: NEAR_DUPLICATE_CORRELATION }
        : { rule: 'overlapping-source', measured: overlapRatio ?? 1, threshold: LARGEST_OVERLAP_RATIO };
    faults.set(second, [...(faults.get(second) ?? []), fault]);
  }
  return faults;
}
