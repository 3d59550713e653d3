/** Makes textures of synthetic tracks the way a build does, without files: analysis, plan, render, finish. */
import { createHash } from 'node:crypto';
import { analyseTrack } from '../../src/dsp/analysis.ts';
import { Random } from '../../src/dsp/random.ts';
import type { Profile } from '../../src/pipeline/profile.ts';
import { PROFILE_SCHEMA } from '../../src/pipeline/profile-schema.ts';
import { type FinishedTexture, finishTexture } from '../../src/texture/finish.ts';
import { kindOf } from '../../src/texture/registry.ts';
import type { Channels, Kind, Texture, TexturePlan, TextureRejection } from '../../src/texture/texture.ts';

export interface MadeTexture {
  readonly plan: TexturePlan;
  readonly texture: Texture;
  readonly finished: FinishedTexture;
  readonly digest: string;
}

export interface Made {
  readonly textures: readonly MadeTexture[];
  readonly rejections: readonly TextureRejection[];
}

type Overrides = { readonly [Section in keyof Profile]?: Partial<Profile[Section]> };

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
export function make(
  kind: Kind,
  channels: Channels,
  sampleRateHz: number,
  overrides: Overrides = {},
  seed = 'track',
): Made {
  const profile = profileWith(sampleRateHz, overrides);
  const analysis = analyseTrack(channels, sampleRateHz);
  const randomFor = (name: string) => new Random(createHash('sha256').update(`${seed}/${kind}/${name}`).digest('hex'));
  const { plans, rejections } = kindOf(kind).plan({ analysis, profile, randomFor });
  const all: (MadeTexture | TextureRejection)[] = plans.map((plan) => {
    const segments = plan.ranges.map(({ startSeconds, endSeconds }) =>
      channels.map((plane) =>
        plane.slice(Math.round(startSeconds * sampleRateHz), Math.round(endSeconds * sampleRateHz)),
      ),
    );
    const texture = kindOf(kind).render({ analysis, profile, randomFor, plan, segments });
    if ('rule' in texture) return texture;
    const finished = finishTexture(plan.name, texture, profile.output, randomFor(`${plan.name}/dither`));
    if ('rule' in finished) return finished;
    return { plan, texture, finished, digest: createHash('sha256').update(finished.bytes).digest('hex') };
  });
  return {
    textures: all.filter((one): one is MadeTexture => 'digest' in one),
    rejections: [...rejections, ...all.filter((one): one is TextureRejection => 'rule' in one)],
  };
}
