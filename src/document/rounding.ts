/** Figures and records as documents have them. Pure. */

/** `value` with at most `decimals` digits behind the point; null stays null. */
export function rounded(value: number, decimals: number): number;
export function rounded(value: number | null, decimals: number): number | null;
export function rounded(value: number | null, decimals: number): number | null {
  if (value === null) return null;
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

/** Records as elements of a JSON list, each a line of its own: what did not change stays the same line, and half of a large file is not indentation. */
export const records = (values: readonly unknown[]): string => values.map((value) => JSON.stringify(value)).join(',\n');

/** A record that goes on: its end is still to come. It is not empty. */
export const openRecord = (value: object): string => JSON.stringify(value).slice(0, -1);

export const json = (values: readonly unknown[]): string =>
  values.length === 0 ? '[]\n' : `[\n${records(values)}\n]\n`;
