/** The picture in the DOT language of Graphviz. Pure. */
import type { Picture } from './picture.ts';

const quoted = (lines: readonly string[]): string =>
  `"${lines.map((line) => line.replaceAll('\\', '\\\\').replaceAll('"', '\\"')).join('\\n')}"`;

export const dot = ({ boxes, arrows }: Picture): string =>
  [
    'digraph pipeline {',
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    ...boxes.map(({ id, lines }) => `  ${id} [label=${quoted(lines)}];`),
    ...arrows.map(({ from, to }) => `  ${from.id} -> ${to.id};`),
    '}',
  ].join('\n');
