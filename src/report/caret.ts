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

/** Where the character that holds the UTF-16 unit `at` of `text` begins: half a character has no width of its own. */
function characterStart(text: string, at: number): number {
  const isInside = at > 0 && (text.codePointAt(at - 1) ?? 0) > 0xffff;
  return isInside ? at - 1 : at;
}

/** `column` is 1-based and counts UTF-16 units, as editors do. Tabs are shown as two spaces, long lines around the place. */
export function caretLine(lineText: string, column: number): CaretLine {
  const place = characterStart(lineText, column - 1);
  const before = shown(lineText.slice(0, place));
  const after = shown(lineText.slice(place));
  const head = before.length > REACH ? `…${before.slice(-REACH).join('')}` : before.join('');
  const tail = after.length > REACH ? `${after.slice(0, REACH).join('')}…` : after.join('');
  return { source: head + tail, indent: ' '.repeat(displayWidth(head)) };
}
