/** Writes for people: to stdout what was asked for, to stderr what happens meanwhile. The only place that prints. */
import kleur from 'kleur';
import type { Failure } from '../failure.ts';
import { caretLine } from './caret.ts';
import { wordFailure } from './failure.ts';
import { printable } from './format.ts';

const { NO_COLOR = '', FORCE_COLOR = '', TERM } = process.env;
// kleur looks at stdout; most of what is coloured here goes to stderr, and either may be a pipe. An empty variable counts as none.
kleur.enabled =
  NO_COLOR === '' && TERM !== 'dumb' && (!['', '0', 'false'].includes(FORCE_COLOR) || process.stderr.isTTY === true);

export const print = (line: string): void => void process.stdout.write(`${line}\n`);
export const tell = (line: string): void => void process.stderr.write(`${line}\n`);

/** What, where, a table of values, one hint; `track` is the one it happened to. */
export function tellFailure(failure: Failure, track: string | null = null): void {
  const { message, values, hint } = wordFailure(failure);
  const where = failure.reason === 'configuration-invalid' && failure.position ? failure.position : null;
  const place = where ? `${printable(where.file)}:${where.line}:${where.column}: ` : '';
  const whose = track === null ? '' : `${printable(track)}: `;
  tell(`${place}${kleur.red('error:')} ${whose}${printable(message)}`);
  if (where && failure.reason === 'configuration-invalid' && failure.lineText !== undefined)
    tellCaret(failure.lineText, where.line, where.column);
  const width = Math.max(0, ...values.map(([name]) => name.length));
  for (const [name, value] of values)
    tell(
      `  ${name.padEnd(width)}  ${value
        .split('\n')
        .map(printable)
        .join(`\n  ${' '.repeat(width)}  `)}`,
    );
  if (hint !== null) tell(`  ${kleur.cyan('hint:')} ${printable(hint)}`);
}

function tellCaret(lineText: string, line: number, column: number): void {
  const number = String(line);
  const { source, indent } = caretLine(lineText, column);
  tell(kleur.dim(`  ${number} | `) + source);
  tell(`  ${' '.repeat(number.length)} | ${indent}${kleur.red('^')}`);
}
