/** Which kinds each value of a profile renders again, and which value wins. At plan level: nothing is rendered. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadProject } from '../../src/cli/load-project.ts';
import type { SelectedTrack } from '../../src/library/track.ts';
import { PROFILE_SCHEMA, PROFILE_SECTIONS } from '../../src/pipeline/profile-schema.ts';
import { renderActions } from '../../src/plan/render-actions.ts';
import { FORMS } from '../../src/texture/forms.ts';
import { KINDS } from '../../src/texture/kinds.ts';
import { Project } from './rig.ts';

const TRACK: SelectedTrack = {
  id: 't_0123456789ab',
  relPath: 'albums/one.wav',
  slug: 'one',
  sizeBytes: 1000,
  payloadDigest: '01'.repeat(32),
  tagDigest: '02'.repeat(32),
  format: {
    container: 'wav',
    codec: 'pcm_s16le',
    sampleRateHz: 44100,
    channels: 2,
    bitDepth: 16,
    frames: 88200,
    durationSeconds: 2,
  },
  warnings: [],
  tags: { title: null, artist: null, album: null, track: null, bpm: null, key: null },
  score: 0,
  scoreReasons: [],
};
const SHAPERS = { fft: 'fft 1', decoderOf: () => 'pcm 1' };

const project = new Project();

/** Action key of each kind. */
function keysWith(sets: readonly string[], profile = 'tiny', track = TRACK): Record<string, string> {
  const loaded = loadProject({ directory: project.folder, profile: [profile], set: sets });
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const actions = renderActions({ tracks: [track], kinds: KINDS, profile: loaded.value.profiles[0], shapers: SHAPERS });
  assert.ok(actions.ok);
  return Object.fromEntries(actions.value.map(({ kind, key }) => [kind, key]));
}

const changedKinds = (before: Record<string, string>, after: Record<string, string>): string[] =>
  KINDS.filter((kind) => before[kind] !== after[kind]);

interface ValueSchema {
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly default?: unknown;
  readonly items?: { readonly enum?: readonly unknown[] };
}

/** Valid values, of which at least one is not the one in force. */
function candidates(schema: ValueSchema): unknown[] {
  const { type, enum: choices, pattern, minimum = 0, maximum = 1, items, default: usual } = schema;
  if (pattern) return ['Am', 'C'];
  if (choices) return [...choices];
  if (type === 'boolean') return [true, false];
  if (type === 'array') return items?.enum ? [[items.enum[1]], [items.enum[0]]] : [[3], [4]];
  return [minimum, maximum, Number(usual) + (type === 'integer' ? 1 : 0.01)];
}

/** Every kind is asked for. */
const ALL_KINDS = FORMS.map(({ kind, countKey }) => `${kind}.${countKey}=3`);

test('each value of a profile renders again the kinds that read it, and no other', () => {
  const before = keysWith(ALL_KINDS, 'balanced');
  const readers: Record<string, readonly string[]> = {
    output: KINDS,
    random: KINDS,
    naming: [],
    curation: [],
    pads: ['pads', 'dust'],
    hiss: ['hiss', 'dust'],
    'musicality.target_key': ['pads', 'swells', 'clouds', 'dust'],
    'musicality.source_key': ['pads', 'swells', 'clouds', 'dust'],
    musicality: ['pads', 'clouds', 'hiss', 'dust'],
  };
  const wrong: string[] = [];
  let values = 0;
  for (const section of PROFILE_SECTIONS) {
    for (const [key, schema] of Object.entries(
      PROFILE_SCHEMA.properties[section].properties as Record<string, ValueSchema>,
    )) {
      const expected = readers[`${section}.${key}`] ?? readers[section] ?? [section];
      const seen = candidates(schema).flatMap((value) => {
        const loaded = loadProject({
          directory: project.folder,
          profile: ['balanced'],
          set: [...ALL_KINDS, `${section}.${key}=${JSON.stringify(value)}`],
        });
        if (!loaded.ok) return []; // a pair of values that must be in order
        return [
          changedKinds(
            before,
            keysWith([...ALL_KINDS, `${section}.${key}=${JSON.stringify(value)}`], 'balanced'),
          ).join(),
        ];
      });
      values++;
      if (expected.length > 0 && !seen.includes(expected.join())) wrong.push(`${section}.${key}: ${seen.join(' | ')}`);
      if (seen.some((kinds) => kinds !== '' && kinds !== expected.join()))
        wrong.push(`${section}.${key}: ${seen.join(' | ')}`);
    }
  }
  assert.deepEqual(wrong, []);
  assert.ok(values > 40, `${values} values`);
});

test('where a file lies, its tags and its score are in no key; its audio is in every one', () => {
  const before = keysWith(ALL_KINDS);
  const moved: SelectedTrack = {
    ...TRACK,
    relPath: 'x/y.wav',
    slug: 'y',
    tagDigest: '09'.repeat(32),
    score: 30,
    sizeBytes: 1,
  };
  assert.deepEqual(changedKinds(before, keysWith(ALL_KINDS, 'tiny', moved)), []);
  assert.deepEqual(changedKinds(before, keysWith(ALL_KINDS, 'tiny', { ...TRACK, payloadDigest: '0a'.repeat(32) })), [
    ...KINDS,
  ]);
});

test('--set wins over overrides, overrides over the profile, the profile over what it extends, that over the defaults', () => {
  project.writeProfile(
    'base',
    'clouds: { overlap_ratio: 0.1, jitter_ratio: 0.1, width_ratio: 0.1, target_lufs: -30 }\n',
  );
  project.writeProfile('child', 'extends: base\nclouds: { jitter_ratio: 0.2, width_ratio: 0.2, target_lufs: -31 }\n');
  const path = join(project.folder, 'pipeline.yaml');
  const text = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    `${text}overrides:\n  - { match: 'albums/*', set: { clouds: { width_ratio: 0.3, target_lufs: -32 } } }\n`,
  );
  const loaded = loadProject({ directory: project.folder, profile: ['child'], set: ['clouds.target_lufs=-33'] });
  writeFileSync(path, text);
  assert.ok(loaded.ok, JSON.stringify(loaded));
  const values = loaded.value.profiles[0].valuesFor('albums/one.wav', 'one');
  assert.ok(values.ok);
  const { overlap_ratio, jitter_ratio, width_ratio, target_lufs, max_grain_ms } = values.value.clouds;
  assert.deepEqual(
    { overlap_ratio, jitter_ratio, width_ratio, target_lufs, max_grain_ms },
    { overlap_ratio: 0.1, jitter_ratio: 0.2, width_ratio: 0.3, target_lufs: -33, max_grain_ms: 320 },
  );
  const other = loaded.value.profiles[0].valuesFor('other.wav', 'other');
  assert.ok(other.ok);
  assert.equal(other.value.clouds.width_ratio, 0.2);
});
