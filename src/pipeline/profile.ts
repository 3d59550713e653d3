/**
 * A profile: the recipe for every kind of texture, as the types of what `profile-schema.ts` describes. Knows nothing of files.
 */
import type { PROFILE_SCHEMA, PROFILE_SECTIONS } from './profile-schema.ts';

/** The values that a JSON Schema as written in `profile-schema.ts` allows. */
type ValueOf<Schema> = Schema extends { readonly enum: readonly (infer Choice)[] }
  ? Choice
  : Schema extends { readonly type: readonly [infer Type, 'null'] }
    ? ValueOf<{ readonly type: Type }> | null
    : Schema extends { readonly type: 'number' | 'integer' }
      ? number
      : Schema extends { readonly type: 'string' }
        ? string
        : Schema extends { readonly type: 'boolean' }
          ? boolean
          : Schema extends { readonly type: 'array'; readonly items: infer Item }
            ? readonly ValueOf<Item>[]
            : never;

type SectionOf<Schema> = Schema extends { readonly properties: infer Values }
  ? { readonly [Key in keyof Values]: ValueOf<Values[Key]> }
  : never;

export type Profile = {
  readonly [Name in (typeof PROFILE_SECTIONS)[number]]: SectionOf<(typeof PROFILE_SCHEMA)['properties'][Name]>;
};

export type OutputSection = Profile['output'];
export type NamingSection = Profile['naming'];
export type MusicalitySection = Profile['musicality'];
export type PadsSection = Profile['pads'];
export type SwellsSection = Profile['swells'];
export type CloudsSection = Profile['clouds'];
export type HissSection = Profile['hiss'];
