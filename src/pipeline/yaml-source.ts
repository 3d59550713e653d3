/**
 * Reads one YAML file into plain values that remember where they stand, so that every later complaint can point at a line and a
 * column. Refuses what configuration never needs: custom tags, aliases that explode, prototype keys, more than 1 MB.
 * Knows nothing of what the values mean.
 */
import { isMap, isNode, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import type { Failure, SourcePosition } from '../failure.ts';
import { err, ok, type Result } from '../result.ts';

const MAX_BYTES = 1_000_000;
const MAX_ALIASES = 50;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** A path into the values: keys and indices from the root. */
export type ValuePath = readonly (string | number)[];

export interface YamlSource {
  readonly file: string;
  readonly value: unknown;
  /** A complaint about what stands at `path`; `at: 'key'` points at the key instead of its value. */
  complain(path: ValuePath, at: 'key' | 'value', message: string, hint?: string): Failure;
}

/** Parses `text` of `file` (the name is only for messages). An empty document is an empty mapping. */
export function parseYamlSource(file: string, text: string): Result<YamlSource> {
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
  try {
    return readDocument(file, text);
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof ReferenceError)) throw error;
    return err(
      failureAt(file, text, 0, `nested or aliased too deeply (${error.message})`, 'Write the values out plainly.'),
    );
  }
}

function readDocument(file: string, text: string): Result<YamlSource> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false });
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) return err(failureAt(file, text, problem.pos[0], problem.message));
  const value: unknown = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  const source: YamlSource = {
    file,
    value,
    complain: (path, at, message, hint) => failureAt(file, text, offsetOf(document.contents, path, at), message, hint),
  };
  const forbidden = findForbiddenKey(value, []);
  if (forbidden) return err(source.complain(forbidden, 'key', `the key "${String(forbidden.at(-1))}" is not allowed`));
  return ok(source);
}

function findForbiddenKey(value: unknown, path: ValuePath): ValuePath | null {
  if (typeof value !== 'object' || value === null) return null;
  for (const key of Object.getOwnPropertyNames(value)) {
    if (Array.isArray(value) && key === 'length') continue;
    const here = [...path, key];
    if (FORBIDDEN_KEYS.has(key)) return here;
    const inner = findForbiddenKey((value as Record<string, unknown>)[key], here);
    if (inner) return inner;
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
