/**
 * Compiles the schemas into standalone validators (compiling them at start-up would cost a quarter of a second) and writes the JSON
 * Schemas that editors use. Part of `npm run build`.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';
import { PIPELINE_SCHEMA, STAGE_PARAMETER_SCHEMAS } from '../src/pipeline/pipeline-schema.ts';
import { PROFILE_SCHEMA } from '../src/pipeline/profile-schema.ts';

const packageFolder = new URL('../../', import.meta.url);
const schemas = {
  profile: PROFILE_SCHEMA,
  pipeline: PIPELINE_SCHEMA,
  ...Object.fromEntries(
    Object.entries(STAGE_PARAMETER_SCHEMAS).map(([name, schema]) => [
      `${name}Parameters`,
      { $id: `${name}.parameters`, ...schema },
    ]),
  ),
};

function compile(file: string, useDefaults: boolean): void {
  const ajv = new Ajv({
    allErrors: !useDefaults,
    useDefaults,
    code: { source: true, esm: false, lines: true },
    strict: true,
    allowUnionTypes: true,
    verbose: true,
  });
  for (const [name, schema] of Object.entries(schemas)) ajv.addSchema(schema, name);
  const exported = Object.fromEntries(Object.keys(schemas).map((name) => [name, name]));
  writeFileSync(new URL(`dist/src/pipeline/${file}`, packageFolder), standalone.default(ajv, exported));
}

/** Rewrites a generated file only when it differs, so that a build leaves the work tree clean. */
function writeSchema(name: string, schema: object): void {
  const url = new URL(`schema/${name}.schema.json`, packageFolder);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  let current = '';
  try {
    current = readFileSync(url, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (current !== text) writeFileSync(url, text);
}

/** The editors' schema of a pipeline also checks each stage's `with`. */
function pipelineSchemaForEditors(): object {
  const stages = PIPELINE_SCHEMA.properties.stages;
  const allOf = Object.entries(STAGE_PARAMETER_SCHEMAS).map(([uses, parameters]) => ({
    if: { properties: { uses: { const: uses } } },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a JSON Schema keyword
    then: { properties: { with: parameters } },
  }));
  return {
    ...PIPELINE_SCHEMA,
    properties: {
      ...PIPELINE_SCHEMA.properties,
      stages: { ...stages, additionalProperties: { ...stages.additionalProperties, allOf } },
    },
  };
}

mkdirSync(new URL('schema/', packageFolder), { recursive: true });
compile('validators.cjs', false);
compile('defaults.cjs', true);
writeSchema('profile', PROFILE_SCHEMA);
writeSchema('pipeline', pipelineSchemaForEditors());
