/** The picture as a Mermaid flow chart, which code hosts draw in Markdown. Pure. */
import type { Picture } from './picture.ts';

const quoted = (lines: readonly string[]): string => `"${lines.join('<br>').replaceAll('"', '#quot;')}"`;

export const mermaid = ({ boxes, arrows }: Picture): string =>
  [
    'flowchart TD',
    ...boxes.map(({ id, lines }) => `  ${id}[${quoted(lines)}]`),
    ...arrows.map(({ from, to }) => `  ${from.id} --> ${to.id}`),
  ].join('\n');
