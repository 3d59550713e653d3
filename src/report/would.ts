/** Words of a dry run for what would become of an action. Pure. */
import type { Would } from '../event.ts';

export const WOULD_TEXT: Readonly<Record<Would, string>> = {
  run: 'would run',
  restore: 'would be restored',
  'may-run': 'may run',
};

/** The reason that an action of a dry run has in its event. */
export const dryRunReason = (would: Would, reason: string): string => `dry run: ${WOULD_TEXT[would]}: ${reason}`;

/** Where what an action takes is yet to be made: it runs unless that turns out to be what it was. */
export const awaitedText = (stages: readonly string[]): string => `depends on what ${listText(stages)} will make`;

const listText = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
