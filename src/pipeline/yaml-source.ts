/**
 * Reads one YAML file into plain values that remember where they stand, so that every later complaint can point at a line and a
 * column. Refuses what configuration never needs: custom tags, aliases that explode, prototype keys, more than 1 MB.
 * Knows nothing of what the values mean.
 */
import { type Document, isMap, isNode, isSeq, Lexer, type Node, Parser, parseDocument } from 'yaml';
import type { Failure, SourcePosition } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';

const MAX_BYTES = 1_000_000;
const MAX_ALIASES = 50;
/** A pipeline needs 5. */
const MAX_NESTING = 100;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** A path into the values: keys and indices from the root. */
export type ValuePath = readonly (string | number)[];

export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** A complaint about what stands at `path`; `at: 'key'` points at the key instead of its value. */
  complain(path: ValuePath, at: 'key' | 'value', message: string, hint?: string): Failure;
}

/** Parses `text` of `file` (the name is only for messages). An empty document is null. */
export function parseYamlSource(file: string, fileText: string): Result<YamlSource> {
  const text = fileText.replace(/^\ufeff/, ''); // a byte order mark would shift every column of the first line
  if (Buffer.byteLength(text) > MAX_BYTES) {
    return err(
      failureAt(
        file,
        text,
        0,
        `the file is larger than ${MAX_BYTES} bytes`,
        'A pipeline or profile is a few kilobytes.',
      ),
    );
  }
  const tooDeep = firstTooDeep(text);
  if (tooDeep !== null)
    return err(
      failureAt(file, text, tooDeep, `nested more than ${MAX_NESTING} levels deep`, 'Write the values out plainly.'),
    );
  return readDocument(file, text);
}

/** Where the nesting passes the limit, or null. Told by the parser's own stack, as composing recurses and a bomb would end the process. */
function firstTooDeep(text: string): number | null {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    for (const _ of parser.next(lexeme)) if (parser.stack.length > MAX_NESTING) break;
    if (parser.stack.length > MAX_NESTING) return Math.max(0, parser.offset - lexeme.length);
  }
  return null;
}

function readDocument(file: string, text: string): Result<YamlSource> {
  const document = parseDocument(text, {
    version: '1.2',
    prettyErrors: false,
    resolveKnownTags: false,
    logLevel: 'error',
  });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) return err(failureAt(file, text, problem.pos[0], problem.message));
  if (document.directives?.yaml.version === '1.1')
    return err(failureAt(file, text, 0, 'YAML 1.1 is not read, only 1.2'));
  const value = plainValues(document);
  if (!value.ok) return err(failureAt(file, text, 0, value.failure, 'Write the values out plainly.'));
  const source: YamlSource = {
    file,
    value: value.value,
    complain: (path, at, message, hint) => failureAt(file, text, offsetOf(document.contents, path, at), message, hint),
  };
  const fault = firstFault(source.value, []);
  return fault ? err(source.complain(fault.path, 'key', fault.message)) : ok(source);
}

/** A ReferenceError is how the parser tells of aliases that explode or lead nowhere. */
function plainValues(document: Document): Result<unknown, string> {
  try {
    return ok(document.toJS({ maxAliasCount: MAX_ALIASES }));
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    return err(error.message);
  }
}

interface Fault {
  readonly path: ValuePath;
  readonly message: string;
}

/** A key that configuration never needs, or an alias that leads back into itself. */
function firstFault(value: unknown, path: ValuePath): Fault | null {
  if (typeof value !== 'object' || value === null) return null;
  if (path.length > MAX_NESTING) return { path: path.slice(0, 1), message: 'it contains itself' };
  for (const [key, inner] of Object.entries(value)) {
    const here = [...path, key];
    if (FORBIDDEN_KEYS.has(key)) return { path: here, message: `the key "${key}" is not allowed` };
    const fault = firstFault(inner, here);
    if (fault) return fault;
  }
  return null;
}

/** Offset of the deepest node on `path` that exists. */
function offsetOf(root: Node | null, path: ValuePath, at: 'key' | 'value'): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  path.forEach((step, depth) => {
    const next = childOf(node, step);
    if (!next) return;
    const target = at === 'key' && depth === path.length - 1 ? next.key : next.value;
    if (isNode(target) && target.range) offset = target.range[0];
    node = next.value;
  });
  return offset;
}

function childOf(node: unknown, step: string | number): { key: unknown; value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => String(isNode(item.key) ? item.key.toJSON() : item.key) === String(step));
    return pair ? { key: pair.key, value: pair.value ?? pair.key } : null;
  }
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? null : { key: item, value: item };
  }
  return null;
}

function failureAt(file: string, text: string, offset: number, message: string, hint?: string): Failure {
  const before = text.slice(0, offset);
  const line = before.split('\n').length;
  const column = offset - (before.lastIndexOf('\n') + 1) + 1;
  const position: SourcePosition = { file, line, column };
  const lineText = (text.split('\n', line)[line - 1] ?? '').replace(/\r$/, '');
  return { reason: 'configuration-invalid', message, position, lineText, ...(hint === undefined ? {} : { hint }) };
}
