/** CSV that spreadsheets read as it is meant (RFC 4180), and that carries no formula out of a tag. Pure. */

export type Cell = string | number | boolean | null;

/** What spreadsheets take for the start of a formula, full-width forms included. */
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Text that a spreadsheet would run as a formula is told to be text by a leading apostrophe. */
function cellText(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvCells = (cells: readonly Cell[]): string => cells.map(cellText).join(',');

/** A header and rows, each line ended by a line feed. */
export const csv = (columns: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [columns, ...rows].map((row) => `${csvCells(row)}\n`).join('');
