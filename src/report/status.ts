/** Tells what is not fresh, and why, and what was rejected. */
import type { Outcome } from '../outcome.ts';
import { summaryLine } from './build-log.ts';
import { print } from './console.ts';
import { plural, printable } from './format.ts';
import type { Telling } from './outcome.ts';
import { table } from './table.ts';

type Status = Extract<Outcome, { outcome: 'status' }>;

const HEADER = ['state', 'track', 'kind', 'profile', 'because'];

export function tellStatus({ actions, rejected, lastRun }: Status, { json }: Telling): void {
  if (json) {
    print(JSON.stringify({ actions, rejected }));
    return;
  }
  const pending = actions.filter(({ state }) => state !== 'fresh');
  const cells = pending.map((row) => [row.state, printable(row.track), row.kind, row.profile, printable(row.reason)]);
  if (cells.length > 0) for (const line of table(HEADER, cells)) print(line);
  for (const { relPath, rule, measured, threshold } of rejected)
    print(`rejected  ${printable(relPath)}: ${rule}, ${printable(String(measured))} (${printable(String(threshold))})`);
  print(
    `${plural(actions.length, 'action')}: ${actions.length - pending.length} fresh, ${pending.length} not; ${plural(rejected.length, 'file')} rejected`,
  );
  if (lastRun) print(`last build ${lastRun.startedAt}: ${summaryLine(lastRun.summary)}`);
}
