/** Textures and trees to write documents of. */
import type { FileDigests } from '../../src/document/manifest-parts.ts';
import type { DocumentSink } from '../../src/document/sink.ts';
import { type NewlyTold, tellTrack } from '../../src/document/told-track.ts';
import { bySlug, type TreeTrack } from '../../src/document/tree.ts';
import { assemble } from '../../src/export/assemble.ts';
import type { SelectedTrack } from '../../src/library/track.ts';
import { measureTexture, type TextureMeasures } from '../../src/quality/measure.ts';
import type { Kind } from '../../src/texture/kinds.ts';
import type { KindResult, TextureRecord, TrackFacts } from '../../src/texture/record.ts';
import { type CollectInput, documents } from '../../stages/collect.ts';
import { valuesOf } from '../pipeline/project.ts';
import { trackOf } from '../plan/tracks.ts';

/** What may stand in tags and file names. */
export const HOSTILE = [
  '<script>alert(1)</script>',
  "=cmd|' /C calc'!A0",
  '+1+1',
  '-2',
  '@SUM(A1)',
  '\t=1',
  '＝1+1',
  'a "quoted", comma',
  'line\nbreak\r\nand more',
  'photo\u202egnp.exe',
  '[link](javascript:alert(1))',
  '| pipe | `code` *bold* _x_ ~~y~~ # h &lt;',
  '\u001b[2Jcleared',
  "'; DROP TABLE tracks; --",
];

const PAYLOAD_DIGEST = trackOf('a').payloadDigest;

export const FACTS: TrackFacts = {
  integratedLufs: -14,
  key: 'Fsm',
  keyConfidence: 0.9,
  tempoBpm: 124.6,
  tempoConfidence: 0.8,
  alternativeTempoBpm: 62.3,
  alternativeTempoConfidence: 0.18,
  onsetRateHz: 2,
};

/** The figures of a texture of grade A at its level, with some of them changed. */
function measuresOf(kind: Kind, name: string, isLoop: boolean, changes: Partial<TextureMeasures>): TextureMeasures {
  const channels = [Float32Array.from({ length: 4410 }, (_, i) => ((i % 100) - 50) / 200)];
  const loop = isLoop ? { startFrame: 0, endFrame: 4410 } : null;
  return {
    ...measureTexture({ channels, sampleRateHz: 44100, loop, kind, name }),
    ...(isLoop ? { seamStepRatio: 0.5, seamFluxRatio: 1, seamLevelDb: 0.1, seamDipDb: 0 } : {}),
    ...(isLoop ? {} : { edgeStepDb: -120, edgeLevelDb: -120 }),
    integratedLufs: -18,
    truePeakDbtp: -6,
    crestDb: 12,
    dcDbfs: -100,
    flatnessRatio: 0.05,
    brightness: 'dark',
    ...changes,
  };
}

export function textureOf(
  kind: Kind,
  name: string,
  changes: Partial<TextureRecord> = {},
  figures: Partial<TextureMeasures> = {},
): TextureRecord {
  const isLoop = kind !== 'swells' && !name.includes('flicker');
  return {
    name,
    kind,
    objectDigest: 'd'.repeat(64),
    payloadDigest: PAYLOAD_DIGEST,
    sizeBytes: 13274,
    sampleRateHz: 44100,
    channels: 1,
    bitDepth: 24,
    frames: 4410,
    loop: isLoop ? { startFrame: 0, endFrame: 4410 } : null,
    rootNote: 45,
    key: 'Am',
    tempoBpm: 120,
    source: [{ startSeconds: 1.23456789, endSeconds: 2.5 }],
    seed: '0123',
    parameters: { target_lufs: -18 },
    warnings: [],
    measures: measuresOf(kind, name, isLoop, figures),
    ...changes,
  };
}

export const resultOf = (textures: readonly TextureRecord[], changes: Partial<KindResult> = {}): KindResult => ({
  verdict: null,
  facts: FACTS,
  textures,
  rejections: [],
  warnings: [],
  ...changes,
});

/** A track with one pad, one swell, one cloud, a hiss loop and two flickers. */
export const wholeTrack = (track: SelectedTrack): TreeTrack => ({
  track,
  errors: {},
  results: {
    hiss: resultOf([
      textureOf('hiss', 'hiss_loop01'),
      textureOf('hiss', 'hiss_flicker01'),
      textureOf('hiss', 'hiss_flicker02'),
    ]),
    pads: resultOf([textureOf('pads', 'pad01')]),
    clouds: resultOf([textureOf('clouds', 'cloud01')]),
    swells: resultOf([textureOf('swells', 'swell01_warm')]),
  },
});

export const textOf = (write: (sink: DocumentSink) => void): string => Buffer.from(assemble(write, 0).bytes).toString();

/** The tracks as the documents tell of them, by the built-in profile. */
export const toldOf = (tracks: readonly TreeTrack[], digests: FileDigests = new Map()): NewlyTold[] =>
  [...tracks].sort(bySlug).map((entry) => tellTrack(entry, valuesOf({}), digests));

/** The text of each document of a tree, by its path. */
export function documentsOf(tracks: readonly TreeTrack[], changes: Partial<CollectInput> = {}): Map<string, string> {
  const input: CollectInput = {
    profile: 'balanced',
    profileDigest: 'p'.repeat(64),
    left: new Map(),
    catalog: [trackOf('a')],
    selected: [trackOf('a')],
    rejected: [],
    tracks: toldOf(tracks),
    ...changes,
  };
  return new Map(documents(input, 'now').map(({ path, write }) => [path, textOf(write)]));
}
