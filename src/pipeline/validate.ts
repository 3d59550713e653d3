/**
 * Checks values against the schemas and words what is wrong: where, what was expected, what was found, what was probably meant.
 * Knows nothing of files or of merging.
 */
import type { ErrorObject } from 'ajv';
import type { Failure } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';
import defaults from './defaults.cjs';
import { didYouMean } from './did-you-mean.ts';
import validators from './validators.cjs';
import type { ValuePath } from './yaml-source.ts';

export type SchemaName =
  | 'profile'
  | 'pipeline'
  | 'discoverParameters'
  | 'catalogParameters'
  | 'selectParameters'
  | 'renderParameters'
  | 'collectParameters';

/** Turns a place and a message into a failure; from a YAML source, or for the command line. */
export type Complain = (path: ValuePath, at: 'key' | 'value', message: string, hint?: string) => Failure;

/** The first thing wrong with `value` by `schema`, or null. `value` is not changed. */
export function checkValue(schema: SchemaName, value: unknown, complain: Complain): Failure | null {
  const validate = validators[schema];
  if (validate(value)) return null;
  const error = mostTelling(validate.errors ?? []);
  return error ? wordError(error, complain) : null;
}

/** A deep copy of `value` with the schema's defaults filled in, checked as a whole. */
export function withDefaults<T>(schema: SchemaName, value: unknown, complain: Complain): Result<T> {
  const copy: unknown = structuredClone(value);
  const validate = defaults[schema];
  if (validate(copy)) return ok(copy as T);
  const error = mostTelling(validate.errors ?? []);
  return err(error ? wordError(error, complain) : complain([], 'value', 'is not valid'));
}

/** Errors of an `anyOf` branch say less than the deepest error; unknown keys say most. */
function mostTelling(errors: readonly ErrorObject[]): ErrorObject | undefined {
  const depth = (error: ErrorObject) =>
    error.instancePath.split('/').length + (error.keyword === 'additionalProperties' ? 10 : 0);
  return [...errors].sort(
    (a, b) => depth(b) - depth(a) || Number(a.keyword === 'anyOf') - Number(b.keyword === 'anyOf'),
  )[0];
}

function wordError(error: ErrorObject, complain: Complain): Failure {
  const path = error.instancePath
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const name = path.length > 0 ? path.join('.') : 'the file';
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties') {
    const key = String(params.additionalProperty);
    const known = Object.keys((error.parentSchema as { properties?: object } | undefined)?.properties ?? {});
    return complain([...path, key], 'key', `unknown key "${key}"`, didYouMean(key, known));
  }
  if (error.keyword === 'required')
    return complain(path, 'value', `${name} lacks the key "${String(params.missingProperty)}"`);
  if (error.keyword === 'const')
    return complain(path, 'value', `${name} must be ${show(params.allowedValue)}, got ${show(error.data)}`);
  if (error.keyword === 'enum') {
    const allowed = params.allowedValues as unknown[];
    return complain(
      path,
      'value',
      `${name} is ${show(error.data)}`,
      didYouMean(String(error.data), allowed.map(String)),
    );
  }
  if (error.keyword === 'pattern') return complain(path, 'value', `${name} is ${show(error.data)}`, describe(error));
  return complain(
    path,
    'value',
    `${name} ${error.message ?? 'is not valid'}, got ${show(error.data)}`,
    describe(error),
  );
}

const show = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

function describe(error: ErrorObject): string | undefined {
  const schema = error.parentSchema as
    | { description?: string; minimum?: number; maximum?: number; default?: unknown }
    | undefined;
  if (!schema) return undefined;
  const range =
    schema.minimum !== undefined && schema.maximum !== undefined ? `${schema.minimum} to ${schema.maximum}` : undefined;
  const standard = schema.default === undefined ? undefined : `default ${show(schema.default)}`;
  const facts = [range, standard].filter((fact) => fact !== undefined).join(', ');
  return [schema.description, facts && `(${facts})`].filter(Boolean).join(' ') || undefined;
}
