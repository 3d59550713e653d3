/** What each kind reads of a profile while it makes sound: no more than stands in its key, and nothing in its key for nothing. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Profile } from '../../src/pipeline/profile.ts';
import { KIND_TRAITS, KINDS, type Kind } from '../../src/texture/kinds.ts';
import { hushed } from './hushed.ts';
import { asking, makeWith, profileWith } from './make.ts';

const RATE_HZ = hushed.sampleRateHz;
const CHANNELS = hushed.render();

/** A profile that notes in `read` what is looked up in it. */
function watched(profile: Profile, read: Set<string>): Profile {
  const section = (name: string, values: object): object =>
    new Proxy(values, {
      get: (target, key) => {
        read.add(`${name}.${String(key)}`);
        return Reflect.get(target, key);
      },
    });
  return Object.fromEntries(
    Object.entries(profile).map(([name, values]) => [name, section(name, values)]),
  ) as unknown as Profile;
}

/** The values that make the key of a kind. */
function inKey(kind: Kind, profile: Profile): string[] {
  const parts: readonly string[] = KIND_TRAITS[kind].sections;
  return Object.entries(profile)
    .flatMap(([section, values]) => Object.keys(values).map((key) => ({ section, name: `${section}.${key}` })))
    .filter(({ section, name }) => parts.includes(section) || parts.includes(name))
    .map(({ name }) => name);
}

/** Such values as let a kind take every turn it has. */
const PROFILES: readonly Parameters<typeof asking>[1][] = [
  {},
  { output: { channels: 1, bit_depth: 16 } },
  { musicality: { target_key: 'Dm', reference_bpm: 100, snap_to_bars: [1, 2] } },
  { hiss: { min_flicker_ms: 40, max_flicker_ms: 60, synthetic_when_missing: true } },
];

describe('a kind', () => {
  for (const kind of KINDS) {
    it(`reads of a profile what makes its key, and nothing else: ${kind}`, async () => {
      // The stage that renders draws every seed from it.
      const read = new Set<string>(['random.seed']);
      for (const values of PROFILES) {
        const profile = profileWith(RATE_HZ, asking(2, values));
        await makeWith(kind, CHANNELS, RATE_HZ, watched(profile, read));
      }
      const key = inKey(kind, profileWith(RATE_HZ, {}));
      assert.deepEqual([...read].filter((name) => !key.includes(name)).sort(), [], 'read, and not in the key');
      assert.deepEqual(key.filter((name) => !read.has(name)).sort(), [], 'in the key, and never read');
    });
  }
});
