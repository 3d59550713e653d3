/** What stands behind an option, read or refused. */
import { InvalidArgumentError } from 'commander';

/** For an option that may be given several times. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** A whole number of at least `minimum`. */
export const integer =
  (minimum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!Number.isSafeInteger(value) || value < minimum)
      throw new InvalidArgumentError(`a whole number of at least ${minimum}, got "${text}".`);
    return value;
  };

const SIZE = /^(\d+(?:\.\d+)?)([kmgt]?)b?$/i;

/** Bytes, with units in steps of 1000 as all sizes are told. */
export function size(text: string): number {
  const [, number, unit] = SIZE.exec(text.trim()) ?? [];
  if (number === undefined) throw new InvalidArgumentError(`a size like 500M or 2G, got "${text}".`);
  return Math.round(Number(number) * 1000 ** ['', 'k', 'm', 'g', 't'].indexOf(unit.toLowerCase()));
}
