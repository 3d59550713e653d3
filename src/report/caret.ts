/** The line of a file that a complaint is about, and how far to indent the caret below it. Pure. */
import { displayWidth } from './display-width.ts';
import { printable } from './format.ts';

/** Characters shown on either side of the place. */
const REACH = 60;

export interface CaretLine {
  readonly source: string;
  readonly indent: string;
}

const shown = (text: string): string[] => [...printable(text.replaceAll('\t', '  '))];

/** `column` is 1-based and counts UTF-16 units, as editors do. Tabs are shown as two spaces, long lines around the place. */
export function caretLine(lineText: string, column: number): CaretLine {
  const before = shown(lineText.slice(0, column - 1));
  const after = shown(lineText.slice(column - 1));
  const head = before.length > REACH ? `…${before.slice(-REACH).join('')}` : before.join('');
  const tail = after.length > REACH ? `${after.slice(0, REACH).join('')}…` : after.join('');
  return { source: head + tail, indent: ' '.repeat(displayWidth(head)) };
}
