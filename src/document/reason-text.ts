/** The reasons of a grade in words. Pure. */
import type { Reason } from '../quality/judge.ts';
import { rounded } from './rounding.ts';

/** Like `level 1.8 (limit 1)` for what is broken, `seam-flux 1.43 (good 1.35, limit 1.5)` for what is close; empty for no reasons. */
export const reasonsText = (reasons: readonly Reason[]): string =>
  reasons
    .map(({ rule, measured, threshold, comfortable, verdict }) => {
      const good = verdict === 'broken' || comfortable === null ? '' : `good ${rounded(comfortable, 3)}, `;
      return `${rule} ${rounded(measured, 3)} (${good}limit ${rounded(threshold, 3)})`;
    })
    .join(', ');
