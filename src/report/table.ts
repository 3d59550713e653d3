/** Aligned columns of plain text. Pure. */
import { displayWidth, padEndTo, padStartTo } from './display-width.ts';

/** Columns whose cells are all numbers, or empty, are aligned to the right. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((name, column) => Math.max(...[name, ...rows.map((row) => row[column])].map(displayWidth)));
  const isNumeric = header.map(
    (_, column) => rows.length > 0 && rows.every((row) => /^[-+−]?[\d.,]*( ?%)?$/.test(row[column])),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => (isNumeric[column] ? padStartTo : padEndTo)(cell, widths[column]))
      .join('  ')
      .trimEnd();
  return [line(header), ...rows.map(line)];
}
