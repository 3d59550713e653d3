/** A command that cannot begin, or not go on. */
import type { Failure } from '../failure.ts';
import type { Outcome } from '../outcome.ts';

export const refused = ({ failure }: { readonly failure: Failure }): Outcome => ({ outcome: 'refused', failure });
