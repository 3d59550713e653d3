/** Makes textures of synthetic tracks the way a build does, without files: analysis, plan, render, finish. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { Random } from '../../src/dsp/random.ts';
import { mergeValues, type Values } from '../../src/pipeline/merge.ts';
import type { Profile } from '../../src/pipeline/profile.ts';
import { PROFILE_SCHEMA } from '../../src/pipeline/profile-schema.ts';
import { ok } from '../../src/result.ts';
import { FORMS } from '../../src/texture/forms.ts';
import { type Kind, kindOf } from '../../src/texture/kinds.ts';
import { makeSeries } from '../../src/texture/make-series.ts';
import type { TextureRecord } from '../../src/texture/record.ts';
import type { Channels, SourceRange, TextureRejection } from '../../src/texture/texture.ts';

export interface MadeTexture {
  readonly record: Omit<TextureRecord, 'objectDigest' | 'payloadDigest'>;
  readonly channels: Channels;
  readonly digest: string;
}

export interface Made {
  readonly textures: readonly MadeTexture[];
  readonly rejections: readonly TextureRejection[];
}

type Overrides = { readonly [Section in keyof Profile]?: Partial<Profile[Section]> };

/** `values`, and `count` textures of each form of every kind where they do not say how many. */
export const asking = (count: number, values: Overrides = {}): Overrides =>
  mergeValues(
    FORMS.reduce<Values>((asked, { kind, countKey }) => mergeValues(asked, { [kind]: { [countKey]: count } }), {}),
    values as Values,
  );

/** The defaults of the schema at the given rate, with some values replaced. */
export function profileWith(sampleRateHz: number, overrides: Overrides): Profile {
  const sections: Record<string, Record<string, unknown>> = {};
  for (const [section, schema] of Object.entries(PROFILE_SCHEMA.properties)) {
    if (!('properties' in schema)) continue;
    const values = Object.entries(schema.properties).map(([key, property]) => [
      key,
      (property as { default: unknown }).default,
    ]);
    sections[section] = { ...Object.fromEntries(values), ...overrides[section as keyof Profile] };
  }
  sections.output.sample_rate_hz = sampleRateHz;
  return sections as unknown as Profile;
}

/** All textures of one kind of a track; `seed` stands for the track's content. */
export async function make(
  kind: Kind,
  channels: Channels,
  sampleRateHz: number,
  overrides: Overrides = {},
  seed = 'track',
): Promise<Made> {
  return makeWith(kind, channels, sampleRateHz, profileWith(sampleRateHz, overrides), seed);
}

/** The same with a profile as it is. */
export async function makeWith(
  kind: Kind,
  channels: Channels,
  sampleRateHz: number,
  profile: Profile,
  seed = 'track',
): Promise<Made> {
  const analysis = analyseTrack(channels, sampleRateHz);
  const randomFor = (name: string) => new Random(createHash('sha256').update(`${seed}/${kind}/${name}`).digest('hex'));
  const input = { analysis, profile, randomFor };
  const code = await kindOf(kind);
  const { plans, rejections } = code.plan(input);
  const textures: MadeTexture[] = [];
  const refused = await makeSeries<never>(plans, {
    kind: code,
    input,
    seedFor: () => '',
    read: async ({ ranges }) => ok(ranges.map((range) => cut(channels, sampleRateHz, range))),
    keep: ({ bytes, channels: lent, ...made }) =>
      textures.push({
        ...made,
        channels: lent.map((plane) => plane.slice()),
        digest: createHash('sha256').update(bytes).digest('hex'),
      }),
  });
  assert.ok(refused.ok);
  return { textures, rejections: [...rejections, ...refused.value] };
}

/** Copies of the planes from start to end of `range`. */
export function cut(
  channels: Channels,
  sampleRateHz: number,
  { startSeconds, endSeconds }: SourceRange,
): Float32Array[] {
  return channels.map((plane) =>
    plane.slice(Math.round(startSeconds * sampleRateHz), Math.round(endSeconds * sampleRateHz)),
  );
}
