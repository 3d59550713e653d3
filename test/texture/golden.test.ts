/**
 * Golden digests: the bytes of every kind over the demo's pieces, by sound version. When bytes change on purpose, raise the sound version in
 * `src/texture/kinds.ts` and write the digests anew with `GRAINMILL_WRITE_GOLDEN=1 npm test -- golden`.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { demoTracks } from '../../demo/synthesise.ts';
import type { DemoTrack } from '../../demo/track.ts';
import { packValue } from '../../src/cache/packed-value.ts';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { resample } from '../../src/dsp/resample.ts';
import { ffmpegLocator } from '../../src/library/ffmpeg-locator.ts';
import { identifyAudio } from '../../src/library/identify.ts';
import { openTrackAudio } from '../../src/library/track-audio.ts';
import { mergeValues, type Values } from '../../src/pipeline/merge.ts';
import type { Profile } from '../../src/pipeline/profile.ts';
import { withDefaults } from '../../src/pipeline/validate.ts';
import { ok } from '../../src/result.ts';
import { FORMS } from '../../src/texture/forms.ts';
import { ANALYSIS_SOUND_VERSION, KIND_TRAITS, KINDS, type Kind, kindOf } from '../../src/texture/kinds.ts';
import { makeSeries } from '../../src/texture/make-series.ts';
import { randomSource } from '../../src/texture/seed.ts';
import { hushed } from './hushed.ts';
import { cut } from './make.ts';

interface Golden {
  readonly analysisVersion: number;
  readonly analyses: Record<string, string>;
  readonly kinds: Record<string, { soundVersion: number; digests: Record<string, string> }>;
  readonly decoded: Record<string, string>;
}

const isWriting = process.env.GRAINMILL_WRITE_GOLDEN !== undefined;
const packageFolder = fileURLToPath(new URL('../../../', import.meta.url));
const goldenPath = `${packageFolder}test/texture/golden.json`;
const golden: Golden = JSON.parse(readFileSync(goldenPath, 'utf8'));
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

const ONE_OF_EACH = FORMS.reduce<Values>(
  (values, { kind, countKey }) => mergeValues(values, { [kind]: { [countKey]: 1 } }),
  {},
);
const SMALL = mergeValues(ONE_OF_EACH, {
  output: { bit_depth: 16 },
  swells: { count: 2, min_duration_seconds: 2, max_duration_seconds: 3 },
  clouds: { duration_seconds: 3 },
  hiss: { loop_duration_seconds: 1 },
});

function smallProfile(): Profile {
  const resolved = withDefaults<Profile>('profile', SMALL, () => ({
    reason: 'usage',
    message: 'the small profile is not valid',
  }));
  assert.ok(resolved.ok);
  return resolved.value;
}

type Piece = Pick<DemoTrack, 'fileName' | 'sampleRateHz' | 'render'>;

/** The demo's, and for silences one that has any. */
const piecesFor = (kind: Kind): readonly Piece[] => (kind === 'silences' ? [...demoTracks(), hushed] : demoTracks());

async function digestsOfTrack(kinds: readonly Kind[], track: Piece): Promise<Record<string, string>[]> {
  const profile = smallProfile();
  const { sampleRateHz } = track;
  const planes = track.render();
  const analysis = analyseTrack(planes, sampleRateHz);
  return Promise.all(
    kinds.map(async (kind) => {
      const seeds = randomSource(sha256, sha256(track.fileName), kind, 0);
      const input = { analysis, profile, randomFor: seeds.randomFor };
      const code = await kindOf(kind);
      const { plans, rejections } = code.plan(input);
      const digests: Record<string, string> = {};
      const refused = await makeSeries<never>(plans, {
        kind: code,
        input,
        seedFor: () => '',
        read: async ({ ranges }) =>
          ok(
            ranges.map((range) =>
              cut(planes, sampleRateHz, range).map((plane) =>
                resample(plane, sampleRateHz, profile.output.sample_rate_hz),
              ),
            ),
          ),
        keep: ({ bytes, record }) => {
          digests[`${track.fileName} ${record.name}`] = sha256(bytes);
        },
      });
      assert.ok(refused.ok);
      for (const { name, rule } of [...rejections, ...refused.value]) digests[`${track.fileName} ${name}`] = rule;
      return digests;
    }),
  );
}

const digestsOfKinds = async (): Promise<Record<string, Record<string, string>>> => {
  const all: Record<string, Record<string, string>> = Object.fromEntries(KINDS.map((kind) => [kind, {}]));
  for (const piece of new Set(KINDS.flatMap(piecesFor))) {
    const kinds = KINDS.filter((kind) => piecesFor(kind).includes(piece));
    for (const [at, digests] of (await digestsOfTrack(kinds, piece)).entries()) Object.assign(all[kinds[at]], digests);
  }
  return all;
};

/** Everything an analysis tells: what is kept of it in the cache is used as long as its version stands. */
const analysisDigests = (): Record<string, string> =>
  Object.fromEntries(
    demoTracks().map(({ fileName, sampleRateHz, render }) => [
      fileName,
      sha256(packValue(analyseTrack(render(), sampleRateHz))),
    ]),
  );

async function decodedDigest(path: string): Promise<string> {
  const identity = await identifyAudio(path);
  assert.ok(identity.ok);
  const audio = await openTrackAudio(path, identity.value, { ffmpeg: ffmpegLocator(null), retain: null });
  assert.ok(audio.ok);
  const planes = Array.from({ length: audio.value.channels }, () => createHash('sha256'));
  const streamed = await audio.value.stream((channels) => {
    for (const [index, plane] of channels.entries())
      planes[index].update(new Uint8Array(plane.buffer, plane.byteOffset, plane.byteLength));
  });
  await audio.value.close();
  assert.ok(streamed.ok);
  return sha256(planes.map((hash) => hash.digest('hex')).join());
}

const FIXTURES = ['harbour-glass.flac', 'rain-on-tin.mp3'];

describe('golden digests', async () => {
  const digests = await digestsOfKinds();

  for (const kind of KINDS) {
    it(`${kind} have the bytes of their sound version`, { skip: isWriting }, () => {
      const { soundVersion } = KIND_TRAITS[kind];
      const expected = golden.kinds[kind];
      assert.equal(
        `${soundVersion} on analysis ${ANALYSIS_SOUND_VERSION}`,
        `${expected.soundVersion} on analysis ${golden.analysisVersion}`,
        'a new sound version needs new digests: GRAINMILL_WRITE_GOLDEN=1 npm test -- golden',
      );
      assert.deepEqual(
        digests[kind],
        expected.digests,
        `the bytes of ${kind} changed: raise their sound version, so that archives are rendered again`,
      );
    });
  }

  it('the analysis has the figures of its version', { skip: isWriting }, () => {
    assert.equal(ANALYSIS_SOUND_VERSION, golden.analysisVersion);
    assert.deepEqual(
      analysisDigests(),
      golden.analyses,
      'the analysis changed: raise ANALYSIS_SOUND_VERSION, so that what was kept of older ones is made again',
    );
  });

  it('FLAC and MP3 decode to the samples of their pinned decoders', { skip: isWriting }, async () => {
    for (const name of FIXTURES)
      assert.equal(await decodedDigest(`${packageFolder}demo/fixtures/${name}`), golden.decoded[name]);
  });

  it('are written anew when asked', { skip: !isWriting }, async () => {
    const kinds = Object.fromEntries(
      KINDS.map((kind) => [kind, { soundVersion: KIND_TRAITS[kind].soundVersion, digests: digests[kind] }]),
    );
    const decoded: Record<string, string> = {};
    for (const name of FIXTURES) decoded[name] = await decodedDigest(`${packageFolder}demo/fixtures/${name}`);
    writeFileSync(
      goldenPath,
      `${JSON.stringify({ analysisVersion: ANALYSIS_SOUND_VERSION, analyses: analysisDigests(), kinds, decoded }, null, 2)}\n`,
    );
  });
});
