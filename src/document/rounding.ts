/** Figures as people read them. Pure. */

/** `value` with at most `decimals` digits behind the point; null stays null. */
export function rounded(value: number, decimals: number): number;
export function rounded(value: number | null, decimals: number): number | null;
export function rounded(value: number | null, decimals: number): number | null {
  if (value === null) return null;
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
