import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { STAGE_PARAMETER_SCHEMAS } from '../../src/pipeline/pipeline-schema.ts';
import { PROFILE_SCHEMA, PROFILE_SECTIONS } from '../../src/pipeline/profile-schema.ts';
import { complaintOf, resolveText, valueIn, valuesOf } from './project.ts';

const packageFile = (path: string): URL => new URL(`../../../${path}`, import.meta.url);
const textOf = (path: string): string => readFileSync(packageFile(path), 'utf8');

interface ValueSchema {
  readonly type?: string | readonly string[];
  readonly pattern?: string;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: { readonly enum?: readonly unknown[]; readonly minimum?: number; readonly maximum?: number };
  readonly default?: unknown;
  readonly description?: string;
}

const sections = PROFILE_SECTIONS.map(
  (name) => [name, PROFILE_SCHEMA.properties[name] as { properties: Record<string, ValueSchema> }] as const,
);
const everyValue = sections.flatMap(([section, { properties }]) =>
  Object.entries(properties).map(([key, schema]) => ({ name: `${section}.${key}`, section, key, schema })),
);

describe('the schema of profiles', () => {
  it('gives every value a description, bounds and a default within them', () => {
    for (const { name, section, key, schema } of everyValue) {
      assert.ok((schema.description ?? '').length > 5, `${name} has no description`);
      assert.notEqual(schema.default, undefined, `${name} has no default`);
      const bounded =
        schema.type === 'boolean' ||
        schema.enum !== undefined ||
        schema.pattern !== undefined ||
        (schema.minimum !== undefined && schema.maximum !== undefined && schema.minimum < schema.maximum) ||
        (schema.type === 'array' && (schema.maxItems !== undefined || schema.uniqueItems === true));
      assert.ok(bounded, `${name} has no bounds`);
      const { items } = schema;
      if (schema.type === 'array')
        assert.ok(items?.enum ?? items?.maximum !== undefined, `items of ${name} have no bounds`);
      const given = valuesOf({ profiles: { balanced: JSON.stringify({ [section]: { [key]: schema.default } }) } });
      assert.deepEqual((given[section] as unknown as Record<string, unknown>)[key], schema.default);
    }
  });

  it('tells the unit of a number in its name, or it is a count, a seed or a set of channels', () => {
    for (const { name, schema } of everyValue) {
      if (schema.type !== 'number' && !schema.type?.includes('number')) continue;
      assert.match(name, /_(hz|bpm|seconds|ms|ratio|lufs|db|dbfs|dbtp|semitones)$/);
    }
  });

  it('refuses every number just beyond its bounds', () => {
    for (const { name, section, key, schema } of everyValue) {
      if (schema.minimum === undefined || schema.maximum === undefined) continue;
      for (const value of [schema.minimum - 1, schema.maximum + 1]) {
        const { message } = complaintOf({ profiles: { balanced: JSON.stringify({ [section]: { [key]: value } }) } });
        assert.ok(message.startsWith(name), message);
      }
    }
  });
});

describe('the parameters of the stages', () => {
  it('have a description and a default each', () => {
    for (const [stage, schema] of Object.entries(STAGE_PARAMETER_SCHEMAS)) {
      for (const [key, value] of Object.entries(schema.properties as Record<string, ValueSchema>)) {
        assert.ok(value.description, `${stage}.${key} has no description`);
        assert.notEqual(value.default, undefined, `${stage}.${key} has no default`);
      }
    }
  });
});

describe('what is shipped', () => {
  const shipped = readdirSync(packageFile('profiles')).filter((name) => name.endsWith('.yaml'));
  const profiles = Object.fromEntries(shipped.map((file) => [file.replace('.yaml', ''), textOf(`profiles/${file}`)]));

  it('is a valid pipeline', () => {
    assert.equal(valueIn(resolveText({ pipeline: textOf('pipeline.yaml'), profiles })).stages.length, 5);
  });

  for (const name of Object.keys(profiles)) {
    it(`has a valid profile ${name} that tells what it is for`, () => {
      assert.ok(resolveText({ pipeline: textOf('pipeline.yaml'), profiles, profileNames: [name] }).ok);
      assert.match(profiles[name], /^description: .{10,}/m);
    });
  }

  it('has a balanced profile that is the defaults', () => {
    assert.deepEqual(valuesOf({ profiles }), valuesOf({}));
  });
});
